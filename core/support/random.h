#pragma once

#include <cstddef>
#include <memory>
#include <string>

namespace trimtab {

/// Unpredictable bytes for keys, passwords and ids. Safe to call from several threads at once.
class Random {
 public:
  virtual ~Random() = default;
  [[nodiscard]] virtual std::string bytes(std::size_t count) = 0;
};

std::unique_ptr<Random> make_system_random();

}  // namespace trimtab
