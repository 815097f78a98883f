#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>

#include "core/model/value.h"
#include "core/support/clock.h"

namespace trimtab {

/// Who holds a stack: written beside the lock for the message of whoever comes second.
struct LockHolder {
  std::string command;  ///< "apply"
  WallTime since{};
  std::uint64_t run = 0;  ///< 0 before a run is open
  pid_t pid = 0;          ///< filled by the lock
  std::string host = {};  ///< where the lock is shared between machines
};

[[nodiscard]] Value to_value(const LockHolder& holder);
/// Nothing when the value is not one.
[[nodiscard]] std::optional<LockHolder> lock_holder_from(const Value& value);
/// "trimtab apply (pid 7 on web-1, run 3) since 2026-11-21 09:14:07"; somebody unnamed where there is nothing.
[[nodiscard]] std::string to_text(const std::optional<LockHolder>& holder);

}  // namespace trimtab
