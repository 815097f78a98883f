#include "core/plan/decision.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/plan/differences.h"

namespace trimtab {
namespace {

bool needs_care(HealthState state) {
  return state == HealthState::failed || state == HealthState::stopped || state == HealthState::degraded ||
         state == HealthState::starting;
}

std::string health_text(const Health& health) {
  return health.reason.empty() ? to_text(health.state) : fmt::format("{}: {}", to_text(health.state), health.reason);
}

/// Where the world moved away from the record: back to what is wanted.
void add_drift(const Object& desired, const Observed& observed, Decision& decision) {
  for (const Difference& drift : observed.drift) {
    if (std::ranges::find(decision.differences, drift.path, &Difference::path) != decision.differences.end()) continue;
    const Value* wanted = decision.describes_anew ? value_at(desired.desired, drift.path) : nullptr;
    decision.differences.push_back(
        {drift.path, drift.to, wanted != nullptr ? *wanted : drift.from, drift.sensitive || is_secret(desired.id)});
  }
  const auto& first = observed.drift.front();
  std::string text = dotted(first.path) + " was changed outside";
  if (observed.drift.size() > 1) text += fmt::format(", and {} more", observed.drift.size() - 1);
  decision.reasons.push_back({ReasonKind::drift, std::move(text), std::nullopt});
}

Decision decide_task(const Object& desired, const Recorded* recorded, const Observed* observed) {
  Decision decision;
  if (observed != nullptr && observed->done) {
    // Done, but nothing is recorded (an interruption came between) or what was done before: the run costs nothing and
    // sets the record right. Over an older record not at the price of stopping what the task wants stopped.
    const bool known = recorded != nullptr && recorded->is(desired);
    if (known || (recorded != nullptr && !desired.while_down.empty())) return decision;
  }
  decision.action = Action::run;
  if (recorded == nullptr) return decision;
  decision.describes_anew = !recorded->is(desired);
  if (decision.describes_anew) {
    decision.differences = differences(recorded->object.desired, desired.desired);
  } else {
    decision.reasons.push_back({ReasonKind::drift, "what it did is no longer there", std::nullopt});
  }
  return decision;
}

Decision decide_new(const Observed* observed, const Object& desired, const PlanOptions& options) {
  Decision decision;
  decision.action = Action::create;
  if (observed != nullptr && !observed->ours) {
    decision.foreign = !options.adopt.contains(desired.id) || !observed->replace.empty();
    decision.action = Action::adopt;
    for (const Difference& one : observed->drift)
      decision.differences.push_back({one.path, one.to, one.from, one.sensitive || is_secret(desired.id)});
    decision.reasons.push_back({ReasonKind::adopt, "taken over from " + observed->owner, std::nullopt});
  }
  return decision;
}

void judge_world(const Object& desired, const Observed& observed, Decision& decision) {
  if (!observed.ours) {
    decision.foreign = true;
    return;
  }
  if (!observed.exists) {
    decision.action = Action::create;
    decision.reasons.push_back({ReasonKind::drift, "it is gone", std::nullopt});
    return;
  }
  if (!observed.drift.empty()) add_drift(desired, observed, decision);
  if (needs_care(observed.health.state)) {
    decision.reasons.push_back({ReasonKind::unhealthy, health_text(observed.health), std::nullopt});
  }
  if (decision.action == Action::none && !decision.reasons.empty()) decision.action = Action::update;
}

}  // namespace

Decision decide(const Object& desired, const Recorded* recorded, const Observed* observed, const PlanOptions& options) {
  if (is_task(desired)) return decide_task(desired, recorded, observed);
  if (recorded == nullptr) return decide_new(observed, desired, options);
  Decision decision;
  decision.describes_anew = !recorded->is(desired);
  if (decision.describes_anew) {
    decision.action = recorded->object.driver == desired.driver ? Action::update : Action::replace;
    decision.differences = differences(recorded->object.desired, desired.desired, is_secret(desired.id));
  }
  if (observed != nullptr) judge_world(desired, *observed, decision);
  if (decision.action == Action::update && !decision.foreign && observed != nullptr && !observed->replace.empty()) {
    decision.action = Action::replace;
    decision.reasons.push_back({ReasonKind::engine, "made anew: " + observed->replace, std::nullopt});
  }
  return decision;
}

Undo undo_of(Action action, const Object& subject, bool recorded) {
  const bool holds_data = is_volume(subject.id);
  switch (action) {
    case Action::run:
      if (subject.back == TaskBack::none) return Undo::irreversible;
      if (subject.back == TaskBack::undo || (subject.back == TaskBack::rerun && recorded)) return Undo::compensable;
      return Undo::kept;
    case Action::create:
      return holds_data ? Undo::kept : Undo::restorable;
    case Action::adopt:
      return Undo::kept;
    case Action::replace:
      return holds_data ? Undo::irreversible : Undo::restorable;
    case Action::remove:
      if (is_task(subject)) return Undo::kept;
      return holds_data || is_secret(subject.id) ? Undo::irreversible : Undo::restorable;
    default:
      return Undo::restorable;
  }
}

}  // namespace trimtab
