#include "core/support/clock.h"

#include <thread>

#include "core/support/failpoint.h"

namespace trimtab {
namespace {

class SystemClock final : public Clock {
 public:
  SteadyTime steady() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::steady_clock::now());
  }
  WallTime wall() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()) +
           TRIMTAB_FAILPOINT_SHIFT("clock.wall");
  }
  void sleep(Duration duration) override { std::this_thread::sleep_for(duration); }
};

}  // namespace

std::unique_ptr<Clock> make_system_clock() { return std::make_unique<SystemClock>(); }

}  // namespace trimtab
