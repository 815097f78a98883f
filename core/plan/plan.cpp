#include "core/plan/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/plan/fingerprint.h"
#include "core/plan/refusal.h"
#include "core/plan/sketch.h"
#include "core/support/failpoint.h"

namespace trimtab {
namespace {

void add_before(const Sketch& sketch, Plan& plan) {
  for (GraphNode node = 0; node < sketch.held.size(); ++node) {
    if (sketch.steps_of_held(node).act == Draft::none) continue;
    const Object& object = sketch.recorded[node]->object;
    plan.before.emplace_hint(plan.before.end(), object.id, object);
  }
  for (const auto& [id, object] : sketch.options.since_revision) {
    const auto node = sketch.wanted.node(id);
    const bool wanted = node && sketch.wanted.object(*node) != nullptr;
    const bool changes = wanted && sketch.wanted_steps[*node].act != Draft::none;
    const bool differs = wanted && object;  // an earlier run changed it, and may have to be taken back with this one
    if (changes || differs || plan.before.contains(id)) plan.restore.emplace_hint(plan.restore.end(), id, object);
  }
}

void add_fingerprints(const Sketch& sketch, Plan& plan) {
  const auto add = [&](const Id& id, const Recorded* recorded) {
    std::string print = fingerprint(recorded, sketch.live.find(id));
    if (!print.empty()) plan.fingerprints.emplace(id, std::move(print));
  };
  for (const auto& [id, recorded] : sketch.record.objects) add(id, &recorded);
  for (GraphNode node = 0; node < sketch.wanted.size(); ++node) {
    if (sketch.recorded_of(node) == nullptr) add(sketch.desired.objects[node].id, nullptr);
  }
}

/// Needs first: the order an executor and a reader can rely on.
std::vector<Object> ordered(std::vector<Object> objects, std::span<const GraphNode> order) {
  std::vector<Object> sorted;
  sorted.reserve(objects.size());
  for (const GraphNode node : order) {
    if (node < objects.size()) sorted.push_back(std::move(objects[node]));
  }
  return sorted;
}

/// What leaves the stack goes on the terms that it came on.
void add_terms_of_removed(const Record& record, const Value& wanted, Terms& terms) {
  const auto add = [&wanted](const auto& recorded, auto& all) {
    for (const auto& [component, term] : recorded) {
      if (!wanted.contains(component)) all.emplace(component, term);
    }
  };
  add(record.terms.on_failure, terms.on_failure);
  add(record.terms.budgets, terms.budgets);
}

void take_desired(Desired& desired, std::span<const GraphNode> order, Plan& plan) {
  plan.stack = std::move(desired.stack);
  plan.spec_digest = std::move(desired.spec_digest);
  plan.target = std::move(desired.target);
  plan.target_settings = std::move(desired.target_settings);
  plan.facts = std::move(desired.facts);
  plan.chosen = std::move(desired.chosen);
  plan.spec = std::move(desired.spec);
  plan.slots = std::move(desired.slots);
  plan.plugins = std::move(desired.plugins);
  plan.terms = std::move(desired.terms);
  plan.diagnostics.insert(plan.diagnostics.begin(), std::make_move_iterator(desired.diagnostics.begin()),
                          std::make_move_iterator(desired.diagnostics.end()));
  plan.objects = ordered(std::move(desired.objects), order);
}

}  // namespace

Result<Plan> make_plan(Desired desired, const Record& record, const Live& live, const PlanOptions& options) {
  TRIMTAB_FAILPOINT("plan.diff");
  TRIMTAB_TRY(Sketch sketch, Sketch::of(desired, record, live, options));
  draft_steps(sketch);
  guard_deletions(sketch);
  TRIMTAB_CHECK(verdict(sketch));
  wire(sketch);
  Plan plan;
  plan.uid = record.uid.empty() ? options.new_uid : record.uid;
  plan.base_revision = record.revision;
  add_before(sketch, plan);
  if (options.fingerprints) add_fingerprints(sketch, plan);
  plan.diagnostics = std::move(sketch.notes);
  TRIMTAB_TRY(plan.changes, std::move(sketch.draft).finish());
  take_desired(desired, sketch.wanted.order(), plan);
  add_terms_of_removed(record, plan.spec, plan.terms);
  return plan;
}

Desired desired_of(const Revision& revision, const std::string& stack, const std::string& target,
                   const Value& target_settings) {
  Desired desired;
  desired.stack = stack;
  desired.target = target;
  desired.target_settings = target_settings;
  desired.spec_digest = revision.spec_digest;
  desired.objects = revision.objects;
  desired.slots = revision.slots;
  desired.facts = revision.facts;
  desired.chosen = revision.chosen;
  desired.spec = revision.spec;
  desired.plugins = revision.plugins;
  desired.terms = revision.terms;
  for (const auto& [component, spec] : revision.spec.items()) desired.headings.push_back({component, "", "", {}});
  return desired;
}

Desired nothing_of(const Record& record, const std::string& stack, const std::string& target,
                   const Value& target_settings) {
  Desired desired;
  desired.stack = stack;
  desired.target = target;
  desired.target_settings = target_settings;
  desired.slots = record.slots;
  desired.chosen = record.chosen;
  for (const auto& [component, spec] : record.spec.items()) desired.headings.push_back({component, "", "", {}});
  return desired;
}

}  // namespace trimtab
