#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace trimtab {

/// RFC 4648, padded: §4's alphabet, and §5's, which is safe in file names and addresses.
[[nodiscard]] std::string base64(std::string_view bytes);
[[nodiscard]] std::string base64url(std::string_view bytes);
/// The bytes of a padded text in §4's alphabet; white space does not matter. Nothing when it is not one.
[[nodiscard]] std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace trimtab
