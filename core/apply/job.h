#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/plan.h"
#include "core/state/store.h"

namespace trimtab {

/// Which call of the driver a job makes. `record` only looks, and changes the inventory; `barrier` only joins needs, so
/// that n jobs before m jobs are n + m edges, and leaves no trace.
enum class Verb { apply, remove, undo_task, record, barrier };

/// One effect to journal, have and see healthy. Forward changes and undo steps are both jobs, so that one loop gives
/// both the same promises. Objects are borrowed from the plan, which outlives the run.
struct Job {
  Id id;
  Action action = Action::none;
  Step step = Step::act;
  Verb verb = Verb::apply;
  Undo undo = Undo::restorable;
  bool undoing = false;
  const Object* desired = nullptr;
  const Object* before = nullptr;
  /// The job is over only when the object is healthy; without it, when the effect is done.
  bool gated = true;
  Settlement::Inventory inventory = Settlement::Inventory::put;
  const Object* record = nullptr;    ///< what the inventory holds afterwards, for put
  std::vector<std::uint32_t> needs;  ///< indices of jobs that are over before; always smaller than the own index
  std::string text;                  ///< for the progress line of an undo: "back to revision 3"

  /// The object whose driver does the work.
  [[nodiscard]] const Object& subject() const { return desired != nullptr ? *desired : *before; }
};

}  // namespace trimtab
