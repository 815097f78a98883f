#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>

#include "core/support/clock.h"
#include "core/support/descriptor.h"
#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// Who holds a stack: written into the lock file for the message of whoever comes second.
struct LockHolder {
  std::string command;  ///< "apply"
  WallTime since{};
  std::uint64_t run = 0;  ///< 0 before a run is open
  pid_t pid = 0;          ///< filled by the lock
};

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
