#pragma once

#include <string>
#include <vector>

#include "bench/plan/trial.h"

namespace trimtab::bench {

struct Line {
  Trial trial;
  Measured measured;
};

/// The promises of DESIGN §9 beside what was measured; `kept` tells whether all of them hold.
struct Table {
  std::string text;
  bool kept = true;
};

[[nodiscard]] Table table_of(const std::vector<Line>& lines);

}  // namespace trimtab::bench
