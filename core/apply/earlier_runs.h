#pragma once

#include <vector>

#include "core/apply/job.h"
#include "core/apply/loop.h"
#include "core/model/plan.h"

namespace trimtab {

/// An object that an earlier run left in another form than the last revision has it in. Both are the plan's.
struct EarlierChange {
  const Object* now;
  const Object* goal;
};

/// What runs that did not reach a revision changed and what has to go back with `touched`: all that these need or that
/// needs them, directly or through others. This run found it as it is wanted, or did not get to it; what this run
/// changed where nothing failed is not among it. What such a run made anew stays, since it may have been there before
/// the stack; the next plan knows it. In an order in which needs come first.
[[nodiscard]] std::vector<EarlierChange> earlier_changes(const Plan& plan, const std::vector<Job>& forward,
                                                         const LoopResult& result, const std::vector<Id>& touched);

}  // namespace trimtab
