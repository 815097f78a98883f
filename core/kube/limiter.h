#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "core/support/clock.h"

namespace trimtab {

/// How many requests may be under way at once: half as many whenever the server asks for less, one more after as many
/// good answers as there may be, never more than the ceiling. Safe to call from several threads at once; waits hold
/// nothing but the calling thread.
class KubeLimiter {
 public:
  explicit KubeLimiter(std::size_t ceiling) : ceiling_(ceiling), allowed_(ceiling) {}

  void enter();
  /// The server answered.
  void leave();
  /// The server said 429, or 503 with a time: nothing starts before that time has passed.
  void leave_refused(Duration pause);
  [[nodiscard]] std::size_t allowed() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  const std::size_t ceiling_;
  mutable std::mutex mutex_;  // guards the rest
  std::condition_variable changed_;
  std::size_t allowed_;
  std::size_t under_way_ = 0;
  std::size_t good_ = 0;
  Time not_before_{};
};

}  // namespace trimtab
