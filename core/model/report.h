#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/id.h"
#include "core/support/error.h"

namespace trimtab {

enum class Outcome { done, failed, skipped, undone, undo_failed, kept, not_started };

/// How a run ended as a whole; the exit code follows from it alone.
enum class RunResult {
  converged,    ///< 0
  partly,       ///< 3: something held, or other islands stay applied
  rolled_back,  ///< 4: everything this run did was undone
  undo_stuck,   ///< 5: rollback incomplete, resumable
  interrupted,  ///< 130: resumable
};

/// One execution of a plan, after it ended.
struct Report {
  std::uint64_t run = 0;
  RunResult result = RunResult::converged;
  std::uint64_t revision = 0;  ///< the revision that is live now, 0 when none is
  std::map<Id, Outcome> outcomes;
  std::vector<Diagnostic> diagnostics;  ///< root causes first
};

[[nodiscard]] std::string to_text(Outcome outcome);
[[nodiscard]] std::string to_text(RunResult result);
[[nodiscard]] std::optional<RunResult> run_result_from(std::string_view text);

}  // namespace trimtab
