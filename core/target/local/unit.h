#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "core/support/clock.h"
#include "core/support/net.h"
#include "core/target/local/layout.h"

namespace trimtab {

/// Every process we start, and what it starts, carries this variable with the directory it was started from: a
/// service's or a task's. A program may write over its environment, so the lock it inherited counts as well.
inline constexpr std::string_view unit_variable = "TRIMTAB_UNIT";

/// The directory of the service or task of this stack that a process belongs to, as far as this account may see it;
/// nothing for a stranger.
[[nodiscard]] std::optional<Path> unit_of(pid_t pid, const LocalLayout& layout);

/// "pid 812 (nginx, user www-data)".
[[nodiscard]] std::string listener_text(const Listener& listener);

/// When a process started, from the ticks since boot that /proc gives.
[[nodiscard]] WallTime wall_time_of_start(std::uint64_t start_ticks, const Clock& clock);

}  // namespace trimtab
