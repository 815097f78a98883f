#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace trimtab {

/// The words of an enumeration in the order of its values: one table serves writing and reading.
template <class Enum, std::size_t N>
struct Words {
  std::array<std::string_view, N> words;

  [[nodiscard]] std::string text(Enum value) const { return std::string(words.at(static_cast<std::size_t>(value))); }
  [[nodiscard]] std::optional<Enum> value(std::string_view text) const {
    for (std::size_t i = 0; i < N; ++i) {
      if (words[i] == text) return static_cast<Enum>(i);
    }
    return std::nullopt;
  }
};

}  // namespace trimtab
