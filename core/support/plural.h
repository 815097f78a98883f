#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace trimtab {

/// "1 object", "3 objects".
[[nodiscard]] inline std::string plural(std::size_t count, std::string_view word) {
  return std::to_string(count) + " " + std::string(word) + (count == 1 ? "" : "s");
}

}  // namespace trimtab
