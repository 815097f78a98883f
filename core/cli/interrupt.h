#pragma once

#include "core/support/cancel.h"

namespace trimtab {

/// Turns SIGINT and SIGTERM into requests to stop, for as long as it lives: the first finishes what is in flight, the
/// second stops now. One at a time per process.
class InterruptGuard {
 public:
  explicit InterruptGuard(Cancel& cancel);
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

}  // namespace trimtab
