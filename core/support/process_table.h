#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trimtab {

/// What /proc/PID/stat says of a process, see proc(5).
struct ProcessStat {
  pid_t pid = 0;
  char state = '?';
  pid_t group = 0;
  pid_t session = 0;
  std::uint64_t start_ticks = 0;

  [[nodiscard]] bool runs() const { return state != 'Z' && state != 'X' && state != 'x'; }
};

/// Reads one line of /proc/PID/stat. Allocates nothing and takes no lock: also called between fork and exec.
[[nodiscard]] std::optional<ProcessStat> parse_process_stat(std::string_view line);
/// The same for a process, or for the caller when `pid` is 0. Nothing when there is none.
[[nodiscard]] std::optional<ProcessStat> read_process_stat(pid_t pid);
/// The ids of all processes that /proc shows.
[[nodiscard]] std::vector<pid_t> process_ids();
/// Differs after every boot; empty when the kernel does not tell.
[[nodiscard]] std::string read_boot_id();
/// A file of /proc, whole; empty when it cannot be read.
[[nodiscard]] std::string read_proc_file(const std::string& path);

}  // namespace trimtab
