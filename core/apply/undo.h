#pragma once

#include <string>
#include <vector>

#include "core/apply/forward.h"
#include "core/apply/loop.h"

namespace trimtab {

/// Something an undo leaves as it is, and why.
struct Kept {
  Id id;
  std::string why;
};

/// How the islands that failed are taken back (DESIGN §6): (1) workloads down, dependents first; (2) everything else in
/// reverse order; (3) earlier workloads up, in the order of the earlier graph. Without a task to take back, (1) and (3)
/// are one update per workload. Pure; borrows from the plan.
struct UndoJobs {
  std::vector<Job> jobs;
  std::vector<Kept> kept;
};

[[nodiscard]] UndoJobs undo_jobs(const Plan& plan, const std::vector<Job>& forward, const LoopResult& result,
                                 const std::vector<bool>& islands);

}  // namespace trimtab
