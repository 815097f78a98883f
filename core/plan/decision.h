#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/model/plan.h"
#include "core/model/record.h"
#include "core/plan/options.h"
#include "core/target/driver.h"

namespace trimtab {

/// What one wanted object needs, judged by itself alone.
struct Decision {
  Action action = Action::none;
  bool describes_anew = false;  ///< the digest differs from what was recorded
  bool foreign = false;         ///< something not ours stands there: refused unless adopted
  std::vector<Difference> differences;
  std::vector<Reason> reasons;  ///< drift and health; why the description differs is found later
};

[[nodiscard]] Decision decide(const Object& desired, const Recorded* recorded, const Observed* observed,
                              const PlanOptions& options);
/// How a change of this object is taken back.
[[nodiscard]] Undo undo_of(Action action, const Object& subject, bool recorded);

/// Targets describe what an object uses under these keys: nothing of its own differs there.
[[nodiscard]] inline bool is_digest_of_use(const Difference& difference) {
  const std::string_view path = difference.path;
  return path.starts_with("/restart_on") || path.starts_with("/reload_on") || path.starts_with("/uses");
}
[[nodiscard]] inline bool is_task(const Object& object) { return object.driver == "task"; }
[[nodiscard]] inline bool is_volume(const Id& id) { return id.type() == "volume"; }
[[nodiscard]] inline bool is_secret(const Id& id) { return id.type() == "secret"; }
[[nodiscard]] inline bool is_workload(const Id& id) { return id.type() == "workload"; }

}  // namespace trimtab
