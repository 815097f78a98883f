#pragma once

#include "core/apply/services.h"
#include "core/model/plan.h"
#include "core/model/report.h"

namespace trimtab {

/// Executes exactly this plan: forward, then, for each island that failed, its undo or hold; ends with a revision when
/// all of it became healthy. The caller holds the stack's lock, has resumed what was open and has checked that the plan
/// is current. An error means that the journal or the target's preparation failed; the run is then resumable.
[[nodiscard]] Result<Report> apply_plan(const Plan& plan, const ApplyServices& services, const ApplyOptions& options);

/// Three failed tries of the same desired state refuse a fourth (Errc::refused), naming what to do.
[[nodiscard]] Status check_not_rejected(const Plan& plan, Store& store);

}  // namespace trimtab
