#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/support/disk.h"

namespace trimtab {

/// All variables of the process.
[[nodiscard]] std::map<std::string, std::string> process_environment();
/// Empty when it is not set.
[[nodiscard]] std::string environment_variable(const char* name);
/// The account's own directory of trimtab, below what `variable` (XDG_STATE_HOME, …) or else HOME names. Empty when the
/// environment names neither.
[[nodiscard]] Path account_directory(const std::map<std::string, std::string>& environment, const char* variable,
                                     const char* below_home);
/// Absolute path of the running program, links resolved.
[[nodiscard]] Path own_executable();
/// Where programs are looked for after the system's directories: those that `tools/deps` fills.
[[nodiscard]] std::vector<Path> program_directories();

}  // namespace trimtab
