#pragma once

#include "core/model/report.h"
#include "core/support/error.h"

namespace trimtab {

/// The process's exit status (DESIGN §6). Programs rely on these numbers.
enum ExitCode : int {
  exit_converged = 0,
  exit_internal = 1,
  exit_pending = 2,
  exit_partly = 3,
  exit_rolled_back = 4,
  exit_undo_stuck = 5,
  exit_stale = 6,
  exit_locked = 7,
  exit_invalid = 8,
  exit_unreachable = 9,
  exit_unhealthy = 10,
  exit_refused = 11,
  exit_usage = 64,
  exit_interrupted = 130,
};

/// Of a command that gave up before it changed anything.
[[nodiscard]] ExitCode exit_code_of(Errc code);
[[nodiscard]] ExitCode exit_code_of(RunResult result);

}  // namespace trimtab
