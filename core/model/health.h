#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/model/value.h"
#include "core/support/clock.h"

namespace trimtab {

enum class HealthState { healthy, starting, degraded, failed, stopped, unknown };

/// What the thing itself says of its state, never what we last did to it.
struct Health {
  HealthState state = HealthState::unknown;
  std::string reason;             ///< "SELECT answered in 2 ms", "exited 1, five times"
  std::optional<WallTime> since;  ///< when this state began, where the target knows

  bool operator==(const Health&) const = default;
};

[[nodiscard]] std::string to_text(HealthState state);
[[nodiscard]] std::optional<HealthState> health_state_from(std::string_view text);

}  // namespace trimtab
