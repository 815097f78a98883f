#include <algorithm>
#include <ranges>

#include "core/plan/decision.h"
#include "core/plan/sketch.h"

namespace trimtab {
namespace {

using Waits = Draft::Waits;

class Wiring {
 public:
  explicit Wiring(Sketch& sketch) : sketch_(sketch), draft_(sketch.draft) {}

  void run() {
    needs_first();
    tasks_between();
    if (any_down_) dependents_down_first();
    if (any_undoing_) newer_tasks_back_first();
    if (any_gone_) dependents_gone_first();
    if (any_down_) stop_late();
  }

 private:
  struct Running {
    Draft::Number act;
    const Object* object;
    Waits waits;
  };

  /// What changes waits for what it needs and changes too, through everything between that does not change.
  void needs_first() {
    std::vector<Waits> front(sketch_.wanted.graph().size());
    for (const GraphNode node : sketch_.wanted.order()) {
      Waits waits;
      for (const GraphNode need : sketch_.wanted.graph().needs(node)) {
        waits.insert(waits.end(), front[need].begin(), front[need].end());
      }
      const Object* object = sketch_.wanted.object(node);
      const Draft::Number act = object == nullptr ? Draft::none : sketch_.wanted_steps[node].act;
      if (act == Draft::none) {
        front[node] = draft_.gathered(std::move(waits), object == nullptr ? joint_id(node) : object->id);
        continue;
      }
      front[node] = {act};
      const Steps& steps = sketch_.wanted_steps[node];
      note(steps, *object);
      // A task that is taken back leaves before what it needed changes; its place is found from the recorded edges.
      if (steps.undoing) continue;
      draft_.wait(act, waits);
      if (is_task(*object)) running_.push_back({act, object, std::move(waits)});
    }
    for (GraphNode node = 0; node < sketch_.held.size(); ++node) {
      const Steps& steps = sketch_.gone_steps[node];
      if (steps.act == Draft::none) continue;
      any_gone_ = true;
      note(steps, *sketch_.held.object(node));
    }
  }

  void note(const Steps& steps, const Object& object) {
    any_down_ = any_down_ || steps.down != Draft::none;
    any_undoing_ = any_undoing_ || steps.undoing;
    if (!steps.undoing) return;
    const auto held = sketch_.held.node(object.id);
    running_.push_back({steps.act, sketch_.held.object(*held), {}});
  }

  /// A join is named after the resource it stands for; a whole component's has only objects of that component.
  [[nodiscard]] Id joint_id(GraphNode joint) const {
    const auto members = sketch_.wanted.graph().needs(joint);
    if (members.empty()) return Id("stack", "join", "empty");
    return sketch_.wanted.object(members.front())->id.resource();
  }

  /// down → task → up.
  void tasks_between() {
    for (const Running& task : running_) {
      for (const Id& id : task.object->while_down) {
        for (const GraphNode node : sketch_.wanted.members(id)) between(task, sketch_.wanted_steps[node]);
        for (const GraphNode node : sketch_.held.members(id)) {
          if (sketch_.wanted_of[node] == Sketch::nobody) draw_down(task, sketch_.gone_steps[node]);
        }
      }
    }
  }

  void between(const Running& task, const Steps& steps) {
    draw_down(task, steps);
    if (steps.act != Draft::none) draft_.wait(steps.act, task.act);
  }

  void draw_down(const Running& task, const Steps& steps) {
    if (steps.down != Draft::none) draft_.wait(task.act, steps.down);
  }

  /// Goes through the recorded graph from what nothing needs to what is needed by most. `place` gets what comes from
  /// the dependents of a held object and says what it passes on.
  template <class Place>
  void backwards(const Place& place) {
    std::vector<Waits> front(sketch_.held.graph().size());
    for (const GraphNode node : sketch_.held.order() | std::views::reverse) {
      Waits waits;
      for (const GraphNode dependent : sketch_.held.graph().needed_by(node)) {
        waits.insert(waits.end(), front[dependent].begin(), front[dependent].end());
      }
      const Object* object = sketch_.held.object(node);
      if (object != nullptr) waits = place(sketch_.steps_of_held(node), std::move(waits));
      front[node] = draft_.gathered(std::move(waits), object == nullptr ? Id("stack", "join", "held") : object->id);
    }
  }

  void dependents_down_first() {
    backwards([&](const Steps& steps, Waits waits) {
      if (steps.down == Draft::none) return waits;
      draft_.wait(steps.down, waits);
      return Waits{steps.down};
    });
  }

  /// In a rollback a newer task is taken back before anything it ran on changes, and after what ran on it.
  void newer_tasks_back_first() {
    backwards([&](const Steps& steps, Waits waits) {
      if (steps.act != Draft::none) draft_.wait(steps.act, waits);
      if (steps.undoing) return Waits{steps.act};
      return waits;
    });
  }

  /// A removal waits until all with a recorded edge to it are updated away or gone.
  void dependents_gone_first() {
    backwards([&](const Steps& steps, Waits waits) {
      if (steps.act == Draft::none) return waits;
      if (draft_.at(steps.act).action != Action::remove) {
        waits.push_back(steps.act);
        return waits;
      }
      draft_.wait(steps.act, waits);
      if (steps.down != Draft::none) draft_.wait(steps.act, steps.down);
      return Waits{steps.act};
    });
  }

  /// Workloads go down only when what their task waits for is ready, as far as that does not itself wait for a stop.
  void stop_late() {
    std::vector<Draft::Number> downs;
    const auto collect = [&](const Steps& steps) {
      if (steps.down == Draft::none) return;
      downs.push_back(steps.down);
      if (steps.act != Draft::none) draft_.wait(steps.act, steps.down);
    };
    std::ranges::for_each(sketch_.wanted_steps, collect);
    std::ranges::for_each(sketch_.gone_steps, collect);
    const std::vector<bool> late = draft_.after(downs);
    for (Running& task : running_) {
      std::erase_if(task.waits, [&](Draft::Number need) { return late[need]; });
      for (const Id& id : task.object->while_down) {
        for (const GraphNode node : sketch_.held.members(id)) {
          const Steps& steps = sketch_.steps_of_held(node);
          if (steps.down != Draft::none) draft_.wait(steps.down, task.waits);
        }
      }
    }
  }

  Sketch& sketch_;
  Draft& draft_;
  std::vector<Running> running_;
  bool any_down_ = false;
  bool any_undoing_ = false;
  bool any_gone_ = false;
};

}  // namespace

void wire(Sketch& sketch) { Wiring(sketch).run(); }

}  // namespace trimtab
