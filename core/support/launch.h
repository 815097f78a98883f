#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/support/descriptor.h"
#include "core/support/error.h"
#include "core/support/fork_gate.h"
#include "core/support/processes.h"

namespace trimtab {

/// What a new process writes to its parent: who it is, and then, unless the exec succeeds, where it failed.
struct LaunchReport {
  enum class Step : std::int32_t { identified, identify, session, files, account, directory, execute, fork };
  Step step = Step::identified;
  std::int32_t number = 0;  ///< errno of the step that failed
  pid_t pid = 0;
  std::uint64_t start_ticks = 0;
};

/// The files a new process gets as 0, 1 and 2, and where it reports. All numbers are above 9, so that they can be put
/// in their places in any order.
struct LaunchFiles {
  Descriptor input;
  Descriptor output;
  Descriptor error;
  Descriptor report;
};

/// A command with everything that a child needs already laid out in memory: between fork and exec of a program with
/// threads only async-signal-safe calls are allowed.
class Launch {
 public:
  explicit Launch(const Command& command);
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;

  /// Forks and executes in a session of its own. The child is the caller's to wait for.
  [[nodiscard]] LaunchReport start_child(const LaunchFiles& files) const;
  /// The same by way of a process that ends at once, so that the program is nobody's child here and leaves no zombie.
  [[nodiscard]] LaunchReport start_orphan(const LaunchFiles& files) const;

  /// The error a report of a failed step stands for.
  [[nodiscard]] Error failure(const LaunchReport& report) const;

 private:
  [[noreturn]] void become(const LaunchFiles& files) const noexcept;
  [[nodiscard]] int take_account() const noexcept;

  const Command& command_;
  std::vector<std::string> settings_;  // NAME=value, what environment_ points to
  std::vector<char*> arguments_;
  std::vector<char*> environment_;
  bool changes_account_ = false;
};

/// An error when the command cannot be started as written: no absolute path, a NUL byte, an account without group.
[[nodiscard]] Status check_command(const Command& command);
/// Takes reports until the new process has executed its program or given up. `identified` when it runs. The gate was
/// closed before the process was forked.
[[nodiscard]] LaunchReport read_reports(int pipe, ForksProcess gate);
/// The same descriptor under a number above 9; not inherited by programs.
[[nodiscard]] Descriptor raised(Descriptor descriptor);

}  // namespace trimtab
