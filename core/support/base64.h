#pragma once

#include <string>
#include <string_view>

namespace trimtab {

/// RFC 4648, padded: §4's alphabet, and §5's, which is safe in file names and addresses.
[[nodiscard]] std::string base64(std::string_view bytes);
[[nodiscard]] std::string base64url(std::string_view bytes);

}  // namespace trimtab
