#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "core/plugin/channel.h"
#include "core/plugin/frame.h"
#include "core/support/clock.h"
#include "core/support/descriptor.h"
#include "core/support/disk.h"

namespace trimtab {

struct HostOptions {
  Duration deadline{60'000};  ///< of one call and of loading
  NoteSink notes;
};

/// The same shared object in a process of its own: own session, empty environment, no files of ours but one socket,
/// limits on memory and files. A crash, a hang or a flood is one failed call that names plugin, method and signal; the
/// next call starts a new process, five times at most.
class HostProcess final : public Channel {
 public:
  /// `program` is run as `program plugin-host --plugin FILE`, the socket being its standard input.
  [[nodiscard]] static Result<std::unique_ptr<HostProcess>> start(const Path& program, const Path& plugin,
                                                                  HostOptions options, const Clock& clock);
  ~HostProcess() override;
  HostProcess(const HostProcess&) = delete;
  HostProcess& operator=(const HostProcess&) = delete;

  [[nodiscard]] Result<RawReply> call(std::string_view method, std::string_view request) override;

 private:
  HostProcess(Path program, Path plugin, HostOptions options, const Clock& clock);
  [[nodiscard]] Status launch();
  /// Frames until one that is no note.
  [[nodiscard]] std::expected<Frame, FrameProblem> next(const Until& until);
  /// Ends the process and says how `doing` failed.
  [[nodiscard]] std::unexpected<Error> broken(FrameProblem problem, const std::string& doing);
  void kill_group() const;
  int wait_for_end();
  [[nodiscard]] Until soon() const;

  Path program_;
  Path plugin_;
  HostOptions options_;
  const Clock& clock_;
  Descriptor socket_;
  pid_t pid_ = 0;
  int starts_ = 0;
};

/// The child's side: loads the plugin and answers calls on `fd` until the engine closes it. The process's exit status.
[[nodiscard]] int run_plugin_host(int fd, const std::string& plugin);

}  // namespace trimtab
