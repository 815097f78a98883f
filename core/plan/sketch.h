#pragma once

#include <cstdint>
#include <vector>

#include "core/model/desired.h"
#include "core/model/plan.h"
#include "core/model/record.h"
#include "core/plan/draft.h"
#include "core/plan/live.h"
#include "core/plan/object_graph.h"
#include "core/plan/options.h"

namespace trimtab {

/// The changes of one object, as numbers of the draft. Split: `down` stops it before a task and `act` starts it after.
struct Steps {
  Draft::Number down = Draft::none;
  Draft::Number act = Draft::none;
  bool undoing = false;
};

/// A plan in the making: what is wanted and what is recorded as two graphs over the same draft of changes.
struct Sketch {
  static constexpr GraphNode nobody = 0xffffffff;

  const Desired& desired;
  const Record& record;
  const Live& live;
  const PlanOptions& options;

  ObjectGraph wanted;
  ObjectGraph held;                       ///< what the inventory has, by its own edges
  std::vector<const Recorded*> recorded;  ///< per held object
  std::vector<GraphNode> held_of;         ///< wanted object → held one or nobody
  std::vector<GraphNode> wanted_of;       ///< held object → wanted one or nobody
  std::vector<Steps> wanted_steps;        ///< per wanted object
  std::vector<Steps> gone_steps;          ///< per held object that is not wanted
  Draft draft;
  std::vector<Diagnostic> refusals;
  std::vector<Diagnostic> notes;

  [[nodiscard]] static Result<Sketch> of(const Desired& desired, const Record& record, const Live& live,
                                         const PlanOptions& options);
  [[nodiscard]] const Recorded* recorded_of(GraphNode wanted_node) const {
    return held_of[wanted_node] == nobody ? nullptr : recorded[held_of[wanted_node]];
  }
  /// The steps of a held object, wanted or not.
  [[nodiscard]] const Steps& steps_of_held(GraphNode held_node) const {
    return wanted_of[held_node] == nobody ? gone_steps[held_node] : wanted_steps[wanted_of[held_node]];
  }
};

/// Decides for every object, wanted or held, and drafts its changes; refusals and notes go to the sketch.
void draft_steps(Sketch& sketch);
/// Draws who waits for whom between the drafted changes.
void wire(Sketch& sketch);

}  // namespace trimtab
