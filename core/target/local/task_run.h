#pragma once

#include <optional>

#include "core/support/cancel.h"
#include "core/target/local/s6.h"
#include "core/target/local/site.h"

namespace trimtab {

/// How a command in a run directory stands.
struct TaskState {
  enum class Stage { absent, running, ended, lost } stage = Stage::absent;  ///< lost: began, and left no result
  int code = 0;                                                             ///< when ended
  pid_t leader = 0;                                                         ///< of its session, when running
};

/// One command that outlives the engine: in a session of its own, under a lock, log and exit status in files. Whoever
/// comes later finds it running, or its result.
class TaskRun {
 public:
  TaskRun(const LocalSite& site, const S6& s6, Path directory)
      : site_(site), s6_(s6), directory_(std::move(directory)) {}

  [[nodiscard]] const Path& directory() const { return directory_; }
  [[nodiscard]] Path log() const { return directory_ / "log"; }
  [[nodiscard]] Result<TaskState> state() const;
  /// Clears an earlier result, notes what the run works on and starts `run` (lower/run.h).
  [[nodiscard]] Status start(const Value& run, const std::string& works_on);
  /// Waits for the end. At `deadline` the whole session is ended, and that is the error; at Cancel::Level::now it goes
  /// on alone, and the error is interrupted.
  [[nodiscard]] Result<int> wait(SteadyTime deadline, const Cancel* cancel);
  /// Writes a result down that did not come from running: what the task does was there already.
  [[nodiscard]] Status settle(int code, const std::string& works_on);
  /// What was noted at the start; empty when nothing was.
  [[nodiscard]] Result<std::string> worked_on() const;

 private:
  Status write_scripts(const Value& run);
  Result<std::optional<int>> exit_code() const;
  pid_t leader() const;

  const LocalSite& site_;
  const S6& s6_;
  Path directory_;
  std::optional<ProcessIdentity> started_;
};

}  // namespace trimtab
