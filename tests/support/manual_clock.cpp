#include "tests/support/manual_clock.h"

namespace trimtab::test {
namespace {

constexpr SteadyTime steady_start{std::chrono::hours(1)};
constexpr WallTime wall_start{std::chrono::sys_days{std::chrono::January / 2 / 2030} + std::chrono::hours(3)};

}  // namespace

SteadyTime ManualClock::steady() const { return steady_start + elapsed(); }

WallTime ManualClock::wall() const { return wall_start + elapsed(); }

void ManualClock::advance(Duration duration) {
  const std::scoped_lock lock(mutex_);
  elapsed_ += duration;
}

Duration ManualClock::elapsed() const {
  const std::scoped_lock lock(mutex_);
  return elapsed_;
}

}  // namespace trimtab::test
