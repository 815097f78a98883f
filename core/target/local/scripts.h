#pragma once

#include <string>

#include "core/model/value.h"
#include "core/target/local/layout.h"
#include "core/target/local/s6.h"

namespace trimtab {

/// Text of `supervise/sweep DIRECTORY LOCK SESSION SIGNAL SECONDS`: ends what is left of a service or task. That is its
/// session, and whoever carries its mark or holds its lock elsewhere. SIGNAL first, SIGKILL after SECONDS.
[[nodiscard]] std::string sweep_script();

/// Lines that export a run's environment. Values of secrets are read from their files here, just before the program
/// starts: they stand in no argument and in no file of ours.
[[nodiscard]] std::string environment_lines(const Value& run, const Path& unit);

/// The line that becomes the program, as its account: "exec … PROGRAM ARGUMENTS".
[[nodiscard]] std::string exec_line(const Value& run, const S6& s6, int nice, int open_files);

/// The same environment for a program the engine starts itself and waits for: a probe, a check, a drain.
[[nodiscard]] Result<Command> command_for(const Value& run, const Path& unit, const Disk& disk);

}  // namespace trimtab
