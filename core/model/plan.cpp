#include "core/model/plan.h"

#include <algorithm>

#include "core/model/words.h"

namespace trimtab {
namespace {
constexpr Words<Action, 7> actions{{"none", "create", "update", "replace", "remove", "run", "adopt"}};
constexpr Words<Step, 3> steps{{"down", "act", "up"}};
constexpr Words<Undo, 4> undos{{"restorable", "compensable", "kept", "irreversible"}};
constexpr Words<ReasonKind, 11> reasons{
    {"spec", "default", "plugin", "engine", "fact", "secret", "dependency", "drift", "unhealthy", "removed", "adopt"}};
}  // namespace

bool Plan::empty() const {
  return std::ranges::all_of(changes, [](const Change& change) { return change.action == Action::none; });
}

const Object* Plan::find(const Id& id) const {
  const auto found = std::ranges::find(objects, id, &Object::id);
  return found == objects.end() ? nullptr : &*found;
}

std::string to_text(Action action) { return actions.text(action); }
std::string to_text(Step step) { return steps.text(step); }
std::string to_text(Undo undo) { return undos.text(undo); }
std::string to_text(ReasonKind kind) { return reasons.text(kind); }
std::optional<Action> action_from(std::string_view text) { return actions.value(text); }
std::optional<Step> step_from(std::string_view text) { return steps.value(text); }
std::optional<Undo> undo_from(std::string_view text) { return undos.value(text); }
std::optional<ReasonKind> reason_kind_from(std::string_view text) { return reasons.value(text); }

}  // namespace trimtab
