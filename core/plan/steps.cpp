#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/plan/causes.h"
#include "core/plan/decision.h"
#include "core/plan/refusal.h"
#include "core/plan/sketch.h"

namespace trimtab {
namespace {

class Drafting {
 public:
  explicit Drafting(Sketch& sketch) : sketch_(sketch), causes_(sketch.desired, sketch.record) {}

  void run() {
    decide_all();
    mark_down();
    for (GraphNode node = 0; node < sketch_.wanted.size(); ++node) draft_wanted(node);
    explain_all();
    draft_gone();
  }

 private:
  void decide_all() {
    decisions_.reserve(sketch_.wanted.size());
    for (GraphNode node = 0; node < sketch_.wanted.size(); ++node) {
      const Object& object = sketch_.desired.objects[node];
      const Recorded* recorded = sketch_.recorded_of(node);
      decisions_.push_back(decide(object, recorded, sketch_.live.find(object.id), sketch_.options));
      if (sketch_.options.obey_back && is_task(object)) take_back(node);
      if (decisions_.back().foreign) sketch_.refusals.push_back(foreign(sketch_, object));
      if (decisions_.back().action == Action::replace) refuse_loss(object, *recorded);
    }
  }

  /// In a rollback the newer task says what becomes of it; the older one runs only for `rerun`.
  void take_back(GraphNode node) {
    const Recorded* newer = sketch_.recorded_of(node);
    Decision& decision = decisions_[node];
    if (newer == nullptr || newer->is(sketch_.desired.objects[node])) return;
    if (newer->object.back == TaskBack::undo) {
      decision.action = Action::run;
      sketch_.wanted_steps[node].undoing = true;
    } else if (newer->object.back != TaskBack::rerun) {
      decision.action = Action::none;
      if (newer->object.back == TaskBack::none) sketch_.notes.push_back(irreversible(newer->object));
    }
  }

  void refuse_loss(const Object& object, const Recorded& recorded) {
    if (sketch_.options.delete_protected) return;
    if (object.protect || recorded.object.protect) {
      sketch_.refusals.push_back(protected_object(sketch_, recorded.object, "replaced"));
    } else if ((is_volume(object.id) || object.retain) && !sketch_.options.delete_volumes) {
      sketch_.refusals.push_back(volume_loss(sketch_, object));
    }
  }

  /// What is wanted; of a task that is taken back, what it was.
  [[nodiscard]] const Object& acted_on(GraphNode node) const {
    const Recorded* recorded = sketch_.recorded_of(node);
    const bool back = sketch_.wanted_steps[node].undoing && recorded != nullptr;
    return back ? recorded->object : sketch_.desired.objects[node];
  }

  /// Running tasks, wanted or taken back, and the workloads that have to be down for them.
  void mark_down() {
    down_wanted_.assign(sketch_.wanted.size(), false);
    down_held_.assign(sketch_.held.size(), false);
    for (GraphNode node = 0; node < sketch_.wanted.size(); ++node) {
      if (decisions_[node].action != Action::run) continue;
      mark_down(acted_on(node));
    }
    if (!sketch_.options.obey_back) return;
    for (GraphNode node = 0; node < sketch_.held.size(); ++node) {
      if (is_undone_with(node)) mark_down(*sketch_.held.object(node));
    }
  }

  void mark_down(const Object& task) {
    for (const Id& id : task.while_down) {
      for (const GraphNode node : sketch_.held.members(id)) {
        const Observed* seen = sketch_.live.find(sketch_.held.object(node)->id);
        if (seen != nullptr && !seen->exists) continue;
        const GraphNode wanted = sketch_.wanted_of[node];
        (wanted == Sketch::nobody ? down_held_[node] : down_wanted_[wanted]) = true;
      }
    }
  }

  /// A recorded task that no longer is wanted and says `undo` in a rollback.
  [[nodiscard]] bool is_undone_with(GraphNode held) const {
    const Object& object = *sketch_.held.object(held);
    return sketch_.options.obey_back && sketch_.wanted_of[held] == Sketch::nobody && is_task(object) &&
           object.back == TaskBack::undo;
  }

  void draft_wanted(GraphNode node) {
    Decision& decision = decisions_[node];
    const bool split = down_wanted_[node];
    if (decision.action == Action::none && !split) return;
    const Object& object = sketch_.desired.objects[node];
    Steps& steps = sketch_.wanted_steps[node];
    const Recorded* recorded = sketch_.recorded_of(node);
    Change change;
    change.id = object.id;
    change.action = decision.action == Action::none ? Action::update : decision.action;
    change.undo = undo_of(change.action, acted_on(node), recorded != nullptr);
    change.undoing = steps.undoing;
    if (steps.undoing) change.undo = Undo::kept;
    if (split) steps.down = sketch_.draft.add(down_of(change));
    if (split) change.step = Step::up;
    change.reasons = std::move(decision.reasons);
    change.differences = std::move(decision.differences);
    steps.act = sketch_.draft.add(std::move(change));
  }

  [[nodiscard]] static Change down_of(const Change& change) {
    Change down;
    down.id = change.id;
    down.action = change.action;
    down.step = Step::down;
    down.reasons.push_back({ReasonKind::dependency, "has to be down for a task", std::nullopt});
    return down;
  }

  /// Reasons need to know what else changes, so they come when all changes are drafted.
  void explain_all() {
    for (GraphNode node = 0; node < sketch_.wanted.size(); ++node) {
      const Steps& steps = sketch_.wanted_steps[node];
      if (steps.act == Draft::none) continue;
      auto& reasons = sketch_.draft.at(steps.act).reasons;
      const Object& object = sketch_.desired.objects[node];
      if (sketch_.recorded_of(node) == nullptr) {
        if (reasons.empty()) reasons.push_back(causes_.of_new(object));
      } else if (decisions_[node].describes_anew) {
        const auto& found_differences = sketch_.draft.at(steps.act).differences;
        const bool only_uses = !found_differences.empty() && std::ranges::all_of(found_differences, is_digest_of_use);
        auto found = causes_.of(object, changed_needs(node), only_uses);
        reasons.insert(reasons.begin(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
      } else if (reasons.empty()) {
        reasons.push_back({ReasonKind::dependency, "has to be down for a task", std::nullopt});
      }
    }
  }

  [[nodiscard]] std::vector<const Id*> changed_needs(GraphNode node) const {
    std::vector<const Id*> changed;
    const auto consider = [&](GraphNode need) {
      if (sketch_.wanted.object(need) == nullptr || sketch_.wanted_steps[need].act == Draft::none) return;
      if (changed.size() < 4) changed.push_back(&sketch_.desired.objects[need].id);
    };
    for (const GraphNode need : sketch_.wanted.graph().needs(node)) {
      if (sketch_.wanted.object(need) != nullptr) {
        consider(need);
      } else if (changed.empty()) {
        const auto parts = sketch_.wanted.graph().needs(need);
        if (!parts.empty()) consider(parts.front());
      }
    }
    return changed;
  }

  void draft_gone() {
    std::unordered_set<std::string_view> keeps_data;
    for (GraphNode node = 0; node < sketch_.held.size(); ++node) {
      const Object& object = *sketch_.held.object(node);
      if (is_volume(object.id) && (sketch_.wanted_of[node] != Sketch::nobody || is_retained(object))) {
        keeps_data.insert(object.id.component());
      }
    }
    for (GraphNode node = 0; node < sketch_.held.size(); ++node) {
      if (sketch_.wanted_of[node] != Sketch::nobody) continue;
      const Object& object = *sketch_.held.object(node);
      const bool kept = is_retained(object) || (is_secret(object.id) && keeps_data.contains(object.id.component()));
      if (!kept) draft_removal(node, object);
    }
  }

  [[nodiscard]] bool is_retained(const Object& object) const {
    return object.retain && !sketch_.options.delete_volumes;
  }

  void draft_removal(GraphNode node, const Object& object) {
    if (object.protect && !sketch_.options.delete_protected) {
      sketch_.refusals.push_back(protected_object(sketch_, object, "deleted"));
      return;
    }
    Steps& steps = sketch_.gone_steps[node];
    Change change;
    change.id = object.id;
    change.action = Action::remove;
    change.undo = undo_of(Action::remove, object, true);
    change.reasons.push_back({ReasonKind::removed, "no longer wanted", std::nullopt});
    if (is_undone_with(node)) {
      steps.undoing = change.undoing = true;
      change.action = Action::run;
      change.undo = Undo::kept;
    }
    if (down_held_[node]) steps.down = sketch_.draft.add(down_of(change));
    steps.act = sketch_.draft.add(std::move(change));
  }

  Sketch& sketch_;
  Causes causes_;
  std::vector<Decision> decisions_;
  std::vector<bool> down_wanted_;
  std::vector<bool> down_held_;
};

}  // namespace

void draft_steps(Sketch& sketch) { Drafting(sketch).run(); }

}  // namespace trimtab
