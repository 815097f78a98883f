#pragma once

#include <vector>

#include "core/apply/loop.h"
#include "core/apply/services.h"

namespace trimtab {

/// What a failed island comes to.
enum class Verdict { converged, roll_back, hold };

/// One verdict per job index; only the entry of an island's first member counts (LoopResult::islands names it).
/// An island holds when its failing component says so, or when there is no revision to return to.
[[nodiscard]] std::vector<Verdict> verdicts(const Plan& plan, const std::vector<Job>& jobs, const LoopResult& result,
                                            bool rollback_first);

}  // namespace trimtab
