#pragma once

#include <atomic>

namespace trimtab {

/// How urgently the user asked to stop. Written by a signal handler, read everywhere: lock-free.
class Cancel {
 public:
  enum class Level { none = 0, finish_in_flight = 1, now = 2 };

  void raise() noexcept {
    int level = level_.load(std::memory_order_relaxed);
    while (level < 2 && !level_.compare_exchange_weak(level, level + 1)) {
    }
  }
  [[nodiscard]] Level level() const noexcept { return static_cast<Level>(level_.load()); }
  [[nodiscard]] bool requested() const noexcept { return level_.load() != 0; }

 private:
  std::atomic<int> level_{0};
};

}  // namespace trimtab
