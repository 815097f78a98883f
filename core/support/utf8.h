#pragma once

#include <cstddef>
#include <string_view>

namespace trimtab {

/// The first character of a text.
struct Decoded {
  char32_t value = 0;    ///< the code point, or the first byte's value when `valid` is false
  std::size_t size = 1;  ///< bytes it takes; 1 when not valid
  bool valid = false;
};

/// Decodes the first character of a text that is not empty. Over-long forms, surrogates and values past U+10FFFF are
/// not valid.
[[nodiscard]] Decoded decode_first(std::string_view text);
/// It moves the cursor, reorders or hides text, or shows nothing at all; or it is no character.
[[nodiscard]] bool acts_on_terminal(const Decoded& character);

}  // namespace trimtab
