#pragma once

#include <string>
#include <vector>

#include "core/support/disk.h"

namespace trimtab {

/// The last lines of a log file that are not empty, safe to print; `skip` characters in front of each are left out.
[[nodiscard]] std::vector<std::string> log_tail(const Disk& disk, const Path& log, std::size_t lines,
                                                std::size_t skip = 0);

/// "2026-11-21 10:08:20.846836583  ", which s6-log writes in front of every line.
inline constexpr std::size_t log_stamp = 31;

}  // namespace trimtab
