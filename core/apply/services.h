#pragma once

#include <cstddef>
#include <string>

#include "core/model/event.h"
#include "core/model/stack.h"
#include "core/state/store.h"
#include "core/support/cancel.h"
#include "core/support/clock.h"
#include "core/target/target.h"

namespace trimtab {

/// What a run borrows; all of it outlives the run.
struct ApplyServices {
  Store& store;
  Target& target;
  Clock& clock;
  Sink& sink;
  const Cancel& cancel;
  const Places* places = nullptr;  ///< of the spec that was planned, where there is one
};

struct ApplyOptions {
  std::string command = "apply";
  std::size_t workers = 8;  ///< effects at a time; waiting for health takes none
  /// Removes what a failed first apply made; without it there is nothing to return to and the evidence is kept.
  bool rollback_first = false;
  /// Time one component's changes may take together where the spec says nothing.
  Duration budget = std::chrono::minutes(15);
};

}  // namespace trimtab
