#pragma once

#include <vector>

#include "core/apply/job.h"
#include "core/model/plan.h"

namespace trimtab {

/// One job per change of the plan, under the same index; joins become barriers. Borrows from the plan.
[[nodiscard]] std::vector<Job> forward_jobs(const Plan& plan);

}  // namespace trimtab
