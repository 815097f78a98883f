#pragma once

#include "core/support/clock.h"
#include "core/support/disk.h"
#include "core/support/net.h"
#include "core/support/processes.h"
#include "core/support/random.h"

namespace trimtab {

/// The world outside the process, borrowed: whoever made the parts outlives every user of this value.
struct Seams {
  Clock& clock;
  Disk& disk;
  Net& net;
  Random& random;
  Processes& processes;
};

}  // namespace trimtab
