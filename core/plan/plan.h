#pragma once

#include <string>
#include <vector>

#include "core/model/desired.h"
#include "core/model/plan.h"
#include "core/model/record.h"
#include "core/plan/live.h"
#include "core/plan/options.h"
#include "core/state/store.h"

namespace trimtab {

/// What has to be done so that the world becomes what is wanted. Pure; O(objects + edges). Fails with Errc::refused
/// when a guard says no, Errc::invalid when a port is held by others or needs go in a circle.
[[nodiscard]] Result<Plan> make_plan(Desired desired, const Record& record, const Live& live,
                                     const PlanOptions& options);

/// What a revision wanted, to go back to it: make_plan with `obey_back`.
[[nodiscard]] Desired desired_of(const Revision& revision, const std::string& stack, const std::string& target,
                                 const Value& target_settings);
/// Nothing is wanted any more: make_plan with `destroy`.
[[nodiscard]] Desired nothing_of(const Record& record, const std::string& stack, const std::string& target,
                                 const Value& target_settings);

/// Changes connected by needs: what fails, and is rolled back, together.
struct Island {
  std::vector<std::uint32_t> changes;  ///< indices into Plan::changes, ascending
  std::vector<std::string> components;
  std::string digest;  ///< of what the island's objects shall be; what a rejection is about
};

[[nodiscard]] std::vector<Island> islands(const Plan& plan);

}  // namespace trimtab
