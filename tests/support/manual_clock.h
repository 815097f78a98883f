#pragma once

#include <mutex>

#include "core/support/clock.h"

namespace trimtab::test {

/// Time that stands still until a test moves it. To sleep is to move it. Starts at a date people recognise in a
/// message.
class ManualClock final : public Clock {
 public:
  SteadyTime steady() const override;
  WallTime wall() const override;
  void sleep(Duration duration) override { advance(duration); }

  void advance(Duration duration);
  /// How far the clock was moved since it was made.
  [[nodiscard]] Duration elapsed() const;

 private:
  mutable std::mutex mutex_;  // guards elapsed_
  Duration elapsed_{0};
};

}  // namespace trimtab::test
