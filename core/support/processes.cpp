#include "core/support/processes.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>

#include "core/support/child_watch.h"
#include "core/support/disk_failure.h"
#include "core/support/failpoint.h"
#include "core/support/launch.h"
#include "core/support/pidfd.h"
#include "core/support/process_table.h"

namespace trimtab {
namespace {

constexpr std::size_t input_limit = std::size_t{64} << 10;

std::unexpected<Error> system_failure(const Command& command, const std::string& what) {
  const int number = errno;
  return fail(failure_of(number), "E0782",
              fmt::format("start {}: {}: {}", command.arguments[0], what, errno_text(number)));
}

/// The input as a file in memory: unlike a pipe it never has to be fed while the program runs.
Result<Descriptor> input_of(const Command& command) {
  if (command.input.empty()) {
    Descriptor null = raised(Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC)));
    if (!null) return system_failure(command, "open /dev/null");
    return null;
  }
  if (command.input.size() > input_limit) {
    return fail(Errc::internal, "E0781", fmt::format("start {}: its input is too large", command.arguments[0]));
  }
  Descriptor memory = raised(Descriptor(::memfd_create("input", MFD_CLOEXEC)));
  const auto size = static_cast<ssize_t>(command.input.size());
  if (!memory || ::write(memory.get(), command.input.data(), command.input.size()) != size) {
    return system_failure(command, "its input");
  }
  if (::lseek(memory.get(), 0, SEEK_SET) != 0) return system_failure(command, "its input");
  return memory;
}

struct Pipe {
  Descriptor read;
  Descriptor write;
};

Result<Pipe> make_pipe(const Command& command) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_failure(command, "pipe");
  Pipe pipe{raised(Descriptor(ends[0])), raised(Descriptor(ends[1]))};
  if (!pipe.read || !pipe.write) return system_failure(command, "pipe");
  return pipe;
}

/// Opened, never followed, for a program that runs as the command's account.
Result<Descriptor> open_log(const Path& log, const Command& command) {
  const auto place = locate(log);
  if (!place) return walk_failure(Errc::failed, "open the log", log, place.error());
  constexpr int flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Descriptor file = raised(Descriptor(::openat(place->at(), place->c_str(), flags, 0600)));
  struct stat found{};
  if (!file || ::fstat(file.get(), &found) != 0) return change_failure("open the log", log, errno);
  if (!S_ISREG(found.st_mode)) return kind_failure("open the log", log, "it is " + kind_text(found.st_mode));
  if (found.st_size == 0 && command.uid && ::fchown(file.get(), *command.uid, command.gid.value_or(-1)) != 0) {
    return change_failure("open the log", log, errno);
  }
  return file;
}

std::unexpected<Error> gone(const ProcessIdentity& process) {
  return fail(Errc::stale, "E0783", fmt::format("process {} is not the one that was started any more", process.pid));
}

class SystemProcesses final : public Processes {
 public:
  Result<Exit> run(const Command& command, Duration timeout, std::size_t output_limit) override {
    TRIMTAB_FAILPOINT("process.run");
    TRIMTAB_CHECK(check_command(command));
    const Launch launch(command);
    LaunchFiles files;
    TRIMTAB_TRY(files.input, input_of(command));
    TRIMTAB_TRY(Pipe output, make_pipe(command));
    TRIMTAB_TRY(Pipe error, make_pipe(command));
    TRIMTAB_TRY(Pipe report, make_pipe(command));
    files.output = std::move(output.write);
    files.error = std::move(error.write);
    files.report = std::move(report.write);
    ForksProcess gate = forks_process();
    const LaunchReport forked = launch.start_child(files);
    if (forked.step == LaunchReport::Step::fork) return std::unexpected(launch.failure(forked));
    files = LaunchFiles{};  // or the pipes would never end
    ChildWatch watch(forked.pid, std::move(output.read), std::move(error.read), output_limit);
    const LaunchReport started = read_reports(report.read.get(), std::move(gate));
    if (started.step == LaunchReport::Step::identified) return watch.until(timeout);
    watch.abandon();
    return std::unexpected(launch.failure(started));
  }

  Result<ProcessIdentity> start_detached(const Command& command, const Path& log) override {
    TRIMTAB_FAILPOINT("process.start");
    TRIMTAB_CHECK(check_command(command));
    const Launch launch(command);
    LaunchFiles files;
    TRIMTAB_TRY(files.input, input_of(command));
    TRIMTAB_TRY(files.output, open_log(log, command));
    files.error = Descriptor(::fcntl(files.output.get(), F_DUPFD_CLOEXEC, files.output.get()));
    if (!files.error) return system_failure(command, "its standard error");
    TRIMTAB_TRY(Pipe report, make_pipe(command));
    files.report = std::move(report.write);
    ForksProcess gate = forks_process();
    const LaunchReport forked = launch.start_orphan(files);
    if (forked.step == LaunchReport::Step::fork) return std::unexpected(launch.failure(forked));
    files = LaunchFiles{};
    const LaunchReport started = read_reports(report.read.get(), std::move(gate));
    if (started.step != LaunchReport::Step::identified) return std::unexpected(launch.failure(started));
    TRIMTAB_FAILPOINT("process.started");
    return ProcessIdentity{started.pid, started.start_ticks, boot_id_};
  }

  std::optional<ProcessIdentity> identify(pid_t pid) const override {
    if (pid <= 0) return std::nullopt;
    const auto stat = read_process_stat(pid);
    if (!stat || !stat->runs()) return std::nullopt;
    return ProcessIdentity{pid, stat->start_ticks, boot_id_};
  }

  Status signal(const ProcessIdentity& process, int number, bool group) override {
    if (process.pid <= 1) return gone(process);
    // Held from before the check to the signal: a later process of the same number has another descriptor.
    const Descriptor held = open_process(process.pid);
    if (!held && errno == ESRCH) return gone(process);
    if (!held) return signal_failure(process, errno);
    if (identify(process.pid) != process) return gone(process);
    if (!group) return sent(process, signal_process(held, number, SignalScope::process));
    return signal_group(process, held, number);
  }

  std::vector<ProcessIdentity> session(pid_t leader) const override {
    std::vector<ProcessIdentity> members;
    for (const pid_t pid : process_ids()) {
      const auto stat = read_process_stat(pid);
      if (stat && stat->session == leader && stat->runs()) members.push_back({pid, stat->start_ticks, boot_id_});
    }
    return members;
  }

 private:
  static std::unexpected<Error> signal_failure(const ProcessIdentity& process, int number) {
    return fail(Errc::failed, "E0784", fmt::format("signal process {}: {}", process.pid, errno_text(number)));
  }

  static Status sent(const ProcessIdentity& process, int result) {
    if (result == 0) return {};
    if (errno == ESRCH) return gone(process);
    return signal_failure(process, errno);
  }

  static Status signal_group(const ProcessIdentity& process, const Descriptor& held, int number) {
    const auto stat = read_process_stat(process.pid);
    if (!stat) return gone(process);
    // Before its number is looked at: in a container our group's leader may be outside, and the number is 0.
    if (stat->group == ::getpgrp()) {
      return fail(Errc::refused, "E0784", fmt::format("signal the group of process {}: it is our own", process.pid));
    }
    if (stat->group <= 1) return gone(process);
    if (stat->group == process.pid) {
      if (signal_process(held, number, SignalScope::led_group) == 0) return {};
      if (errno != EINVAL) return sent(process, -1);  // EINVAL: a kernel before 6.9
    }
    return sent(process, ::kill(-stat->group, number));
  }

  std::string boot_id_ = read_boot_id();
};

}  // namespace

std::unique_ptr<Processes> make_system_processes() {
  struct sigaction handling{};
  // Inherited as "ignored", this signal makes the kernel throw away how children ended.
  if (::sigaction(SIGCHLD, nullptr, &handling) == 0 && handling.sa_handler == SIG_IGN) {
    static_cast<void>(::signal(SIGCHLD, SIG_DFL));
  }
  return std::make_unique<SystemProcesses>();
}

}  // namespace trimtab
