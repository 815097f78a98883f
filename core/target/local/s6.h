#pragma once

#include <optional>
#include <string>

#include "core/support/clock.h"
#include "core/support/processes.h"
#include "core/target/local/layout.h"

namespace trimtab {

/// What s6-supervise says of its service.
struct SupervisedState {
  bool up = false;
  bool wanted_up = false;
  pid_t pid = 0;        ///< when up
  int exit_code = -1;   ///< of the last process that ended, -1 when none did or a signal ended it
  std::string signal;   ///< "SIGKILL", or empty
  Duration lasting{0};  ///< for how long it has been up or down; whole seconds
};

/// The tools of s6, asked through their programs: their files are theirs. Safe to call from several threads at once.
class S6 {
 public:
  S6(Processes& processes, Clock& clock, Path directory)
      : processes_(processes), clock_(clock), directory_(std::move(directory)) {}

  /// Where the tools are. Errc::unreachable, with the package to install, when they are not.
  [[nodiscard]] static Result<Path> find_tools();
  [[nodiscard]] Path tool(const std::string& name) const { return directory_ / name; }

  /// Nothing when no s6-supervise runs on this service directory.
  [[nodiscard]] Result<std::optional<SupervisedState>> state(const Path& service) const;
  /// Like `is_scanning` an error when it could not be asked, which is neither yes nor no.
  [[nodiscard]] Result<bool> is_supervised(const Path& service) const;
  /// s6-svc with these options: "-u", "-d", "-x". Waits for a supervisor that has only just begun.
  [[nodiscard]] Status command(const Path& service, const std::string& options) const;
  /// Waits until the service is down and its finish script has ended. False when it was not by then.
  [[nodiscard]] bool wait_down(const Path& service, Duration timeout) const;

  [[nodiscard]] Result<bool> is_scanning(const Path& scan) const;
  /// s6-svscanctl with these options: "-a" look again, "-an" and drop what is gone, "-t" end with all services.
  [[nodiscard]] Status control(const Path& scan, const std::string& options) const;

 private:
  [[nodiscard]] Result<Exit> run(std::vector<std::string> arguments, Duration timeout) const;

  Processes& processes_;
  Clock& clock_;
  Path directory_;
};

}  // namespace trimtab
