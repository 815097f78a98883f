#pragma once

#include <string>
#include <string_view>

namespace trimtab {

/// "a volume", "an endpoint".
[[nodiscard]] inline std::string with_article(std::string_view word) {
  const bool vowel = !word.empty() && std::string_view("aeiou").contains(word.front());
  return (vowel ? "an " : "a ") + std::string(word);
}

}  // namespace trimtab
