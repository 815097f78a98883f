#pragma once

#include <string>

#include "core/model/plan.h"
#include "core/model/record.h"
#include "core/plan/live.h"

namespace trimtab {

/// What a plan relies on about one object, as one short text. Health and process numbers are left out: they move by
/// themselves and a plan stays right. Empty for what is neither recorded nor there.
[[nodiscard]] std::string fingerprint(const Recorded* recorded, const Observed* observed);
/// Fails with Errc::stale and the list of what moved when the record or the world is not what the plan was made
/// against.
[[nodiscard]] Status check_current(const Plan& plan, const Record& record, const Live& live);

}  // namespace trimtab
