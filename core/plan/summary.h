#pragma once

#include <string>
#include <vector>

#include "core/model/plan.h"

namespace trimtab {

/// The closing lines of a shown plan: how many of what, what restarts, what an undo would leave, what others could
/// reach.
[[nodiscard]] std::string summary(const Plan& plan);
/// Workloads (resources) that run now and stop in between.
[[nodiscard]] std::vector<std::string> restarts(const Plan& plan);

}  // namespace trimtab
