#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trimtab {

/// In zlib's format (RFC 1950), which carries a checksum of the text.
[[nodiscard]] std::string compressed(std::string_view text);
/// The text, or nothing when the bytes are not whole, were changed, or hold more than `limit`.
[[nodiscard]] std::optional<std::string> decompressed(std::string_view bytes, std::size_t limit);

}  // namespace trimtab
