#pragma once

namespace trimtab {

/// Reads the command line, runs the command and returns the process's exit status.
int run_command_line(int count, char** arguments);

}  // namespace trimtab
