#pragma once

#include "core/model/plan.h"
#include "core/support/disk.h"

namespace trimtab {

/// Writes the plan so that only its owner can read it.
[[nodiscard]] Status save_plan(const Plan& plan, const Path& path, Disk& disk);
[[nodiscard]] Result<Plan> load_plan(const Path& path, const Disk& disk);

}  // namespace trimtab
