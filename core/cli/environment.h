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
/// Absolute path of the running program, links resolved.
[[nodiscard]] Path own_executable();
/// Where programs are looked for after the system's directories: those that `tools/deps` fills.
[[nodiscard]] std::vector<Path> program_directories();

}  // namespace trimtab
