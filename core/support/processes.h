#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/support/clock.h"
#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// A process that cannot be confused with a later one of the same number.
struct ProcessIdentity {
  pid_t pid = 0;
  std::uint64_t start_ticks = 0;  ///< field 22 of /proc/PID/stat
  std::string boot_id;

  bool operator==(const ProcessIdentity&) const = default;
};

/// A program to start. The environment is exactly `environment`: nothing is inherited.
struct Command {
  std::vector<std::string> arguments;  ///< the first is an absolute path
  std::map<std::string, std::string> environment = {};
  std::string input = {};  ///< standard input, small (≤ 64 KiB); empty is /dev/null
  Path working_directory = "/";
  std::optional<uid_t> uid = {};
  std::optional<gid_t> gid = {};  ///< must be there when `uid` is
  /// Extra group ids; used only together with `uid`.
  std::vector<gid_t> groups = {};
};

struct Exit {
  int code = 0;    ///< exit status when `signal` is 0
  int signal = 0;  ///< the signal that ended it, or 0
  bool timed_out = false;
  std::string output;  ///< standard output, then standard error, each cut to the limit from the front

  [[nodiscard]] bool success() const { return code == 0 && signal == 0 && !timed_out; }
};

/// Starting, watching and ending programs. Safe to call from several threads at once.
class Processes {
 public:
  virtual ~Processes() = default;
  /// Runs to the end, in a session of its own; at `timeout` the whole group gets SIGKILL, and so does what is left of
  /// the group when the program has ended. Output is kept to `output_limit`. The umask of what is started is 022.
  [[nodiscard]] virtual Result<Exit> run(const Command& command, Duration timeout, std::size_t output_limit) = 0;
  /// Starts in a session of its own with output appended to `log` (made 0600, for the command's account), and does not
  /// wait: it outlives the engine and is not its child.
  [[nodiscard]] virtual Result<ProcessIdentity> start_detached(const Command& command, const Path& log) = 0;
  /// Nothing when no such process runs (a zombie counts as not running).
  [[nodiscard]] virtual std::optional<ProcessIdentity> identify(pid_t pid) const = 0;
  /// Signals the process only while it is still the one identified, Errc::stale otherwise; `group` signals its whole
  /// group.
  [[nodiscard]] virtual Status signal(const ProcessIdentity& process, int number, bool group) = 0;
  /// All processes of the session `leader` once led, the leader among them.
  [[nodiscard]] virtual std::vector<ProcessIdentity> session(pid_t leader) const = 0;
};

/// Children can only be waited for when SIGCHLD is not ignored: where that was inherited, it is set back to default.
std::unique_ptr<Processes> make_system_processes();

}  // namespace trimtab
