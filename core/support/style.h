#pragma once

#include <string>
#include <string_view>

namespace trimtab {

enum class Colour { none, red, green, yellow, blue, dim, bold };

/// Whether output may carry colour. Colour repeats a mark or a word, it never replaces one.
struct Style {
  bool colour = false;

  [[nodiscard]] std::string paint(Colour colour_of_text, std::string_view text) const;
};

}  // namespace trimtab
