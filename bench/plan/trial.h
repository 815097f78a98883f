#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/support/error.h"

namespace trimtab::bench {

/// One measurement: a stack of `objects` files joined in a shape, from the text of its spec to its plan.
struct Trial {
  std::string form;   ///< "fileset": one component with all of them; "components": one component each
  std::string shape;  ///< none chain star layered random
  std::size_t objects = 0;
};

struct Phase {
  std::string name;
  double seconds = 0;
};

struct Measured {
  std::vector<Phase> phases;    ///< load, compile, observe, diff; again: the diff of the same stack when it is there
  double total = 0;             ///< of all but `again`
  double bytes_per_object = 0;  ///< highest resident memory of the trial's own process, less what it had before
  std::size_t changes = 0;
};

/// Runs the trial in a child of its own, so that its memory is its own.
[[nodiscard]] Result<Measured> measure(const Trial& trial);

}  // namespace trimtab::bench
