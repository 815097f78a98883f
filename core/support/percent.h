#pragma once

#include <string>
#include <string_view>

namespace trimtab {

/// Every byte but the unreserved characters of RFC 3986, section 2.3, as %XX: fit for any part of a URL.
[[nodiscard]] std::string percent_encoded(std::string_view text);

}  // namespace trimtab
