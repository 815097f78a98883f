#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/apply/services.h"

namespace trimtab {

/// What was found about one effect whose outcome nobody recorded.
struct Recovered {
  Id id;
  std::string text;  ///< "was made: recorded", "was not made"
};

/// Settles every open intent of a run that did not end, by looking at the target first (what is there is recorded, what
/// is not is forgotten; nothing is repeated), and ends that run as interrupted. Does nothing when no run is open. The
/// caller holds the lock and has read the record; the next plan continues from what is recorded afterwards.
[[nodiscard]] Result<std::vector<Recovered>> resume_open_run(Store& store, Target& target, const Record& record);

}  // namespace trimtab
