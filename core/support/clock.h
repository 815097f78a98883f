#pragma once

#include <chrono>
#include <memory>

namespace trimtab {

using Duration = std::chrono::milliseconds;
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, Duration>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, Duration>;

/// Time as the engine sees it. Deadlines and intervals use `steady`; `wall` is only for what people read.
/// Safe to call from several threads at once.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual SteadyTime steady() const = 0;
  [[nodiscard]] virtual WallTime wall() const = 0;
  virtual void sleep(Duration duration) = 0;
};

std::unique_ptr<Clock> make_system_clock();

}  // namespace trimtab
