#pragma once

#include <cstdint>

#include "core/state/lock_holder.h"
#include "core/support/descriptor.h"
#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// The right to change one stack, on this machine, held for the life of the value and given back by the kernel whatever
/// way the process ends. Not inherited by programs we start.
class Lock {
 public:
  /// Makes the file's directory (private) and the file when they are missing. Never waits: Errc::locked names the
  /// holder.
  [[nodiscard]] static Result<Lock> acquire(const Path& file, LockHolder holder);

  /// Says which run is being executed.
  void note_run(std::uint64_t run);
  [[nodiscard]] const Path& file() const { return file_; }

 private:
  Lock(Descriptor descriptor, Path file, LockHolder holder);
  void write_holder() const;

  Descriptor descriptor_;
  Path file_;
  LockHolder holder_;
};

}  // namespace trimtab
