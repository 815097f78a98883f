#include "core/cli/exit_code.h"

namespace trimtab {

ExitCode exit_code_of(Errc code) {
  switch (code) {
    case Errc::usage:
      return exit_usage;
    case Errc::invalid:
      return exit_invalid;
    case Errc::unreachable:
    case Errc::failed:
      return exit_unreachable;
    case Errc::locked:
      return exit_locked;
    case Errc::stale:
      return exit_stale;
    case Errc::refused:
      return exit_refused;
    case Errc::incomplete:
      return exit_undo_stuck;
    case Errc::interrupted:
      return exit_interrupted;
    case Errc::internal:
      return exit_internal;
  }
  return exit_internal;
}

ExitCode exit_code_of(RunResult result) {
  switch (result) {
    case RunResult::converged:
      return exit_converged;
    case RunResult::partly:
      return exit_partly;
    case RunResult::rolled_back:
      return exit_rolled_back;
    case RunResult::undo_stuck:
      return exit_undo_stuck;
    case RunResult::interrupted:
      return exit_interrupted;
  }
  return exit_internal;
}

}  // namespace trimtab
