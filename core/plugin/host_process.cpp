#include "core/plugin/host_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/support/launch.h"
#include "core/support/processes.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr int most_starts = 6;  // the first, and five after crashes

struct Ends {
  Descriptor ours;
  Descriptor theirs;
};

std::unexpected<Error> no_start(const std::string& what) {
  return fail(Errc::failed, "E0232", fmt::format("the plugin host cannot be started: {}: {}", what, errno_text(errno)));
}

Result<Ends> socket_pair() {
  int pair[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return no_start("socketpair");
  Ends ends{raised(Descriptor(pair[0])), raised(Descriptor(pair[1]))};
  if (!ends.ours || !ends.theirs) return no_start("socketpair");
  return ends;
}

/// Standard output and error of the child: what a plugin prints reaches nobody's terminal or JSON lines.
Result<Descriptor> nowhere() {
  Descriptor null = raised(Descriptor(::open("/dev/null", O_WRONLY | O_CLOEXEC)));
  if (!null) return no_start("open /dev/null");
  return null;
}

std::string end_text(int status) {
  if (WIFSIGNALED(status)) {
    const char* name = ::sigabbrev_np(WTERMSIG(status));
    return fmt::format("was ended by SIG{} in", name != nullptr ? name : std::to_string(WTERMSIG(status)));
  }
  return fmt::format("left with exit status {} in", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

}  // namespace

HostProcess::HostProcess(Path program, Path plugin, HostOptions options, const Clock& clock)
    : program_(std::move(program)), plugin_(std::move(plugin)), options_(std::move(options)), clock_(clock) {}

HostProcess::~HostProcess() {
  socket_.reset();
  if (pid_ <= 0) return;
  kill_group();
  wait_for_end();
}

Result<std::unique_ptr<HostProcess>> HostProcess::start(const Path& program, const Path& plugin, HostOptions options,
                                                        const Clock& clock) {
  std::unique_ptr<HostProcess> host(new HostProcess(program, plugin, std::move(options), clock));
  TRIMTAB_CHECK(host->launch());
  return host;
}

Status HostProcess::launch() {
  ++starts_;
  Command command;
  command.arguments = {program_.string(), "plugin-host", "--plugin", plugin_.string()};
  TRIMTAB_CHECK(check_command(command));
  const Launch launch(command);
  TRIMTAB_TRY(Ends calls, socket_pair());
  TRIMTAB_TRY(Ends report, socket_pair());
  LaunchFiles files;
  files.input = std::move(calls.theirs);
  TRIMTAB_TRY(files.output, nowhere());
  TRIMTAB_TRY(files.error, nowhere());
  files.report = std::move(report.theirs);
  ForksProcess gate = forks_process();
  const LaunchReport forked = launch.start_child(files);
  if (forked.step == LaunchReport::Step::fork) return std::unexpected(launch.failure(forked));
  files = LaunchFiles{};
  pid_ = forked.pid;
  socket_ = std::move(calls.ours);
  const LaunchReport started = read_reports(report.ours.get(), std::move(gate));
  if (started.step != LaunchReport::Step::identified) {
    wait_for_end();
    return std::unexpected(launch.failure(started));
  }
  const auto hello = next(soon());
  if (!hello) return broken(hello.error(), "loading");
  if (hello->kind != FrameKind::hello) return broken(FrameProblem::malformed, "loading");
  if (!hello->body.empty()) return std::unexpected(error_from_body(hello->body));
  return {};
}

Result<RawReply> HostProcess::call(std::string_view method, std::string_view request) {
  if (pid_ <= 0) {
    if (starts_ >= most_starts) {
      return fail(
          Errc::failed, "E0230",
          fmt::format("the plugin {} crashed {} times and is not started again", plugin_.stem().string(), starts_));
    }
    TRIMTAB_CHECK(launch());
  }
  const Until until = soon();
  const std::string doing(method);
  const auto sent = write_frame(socket_.get(), FrameKind::call, doing + '\0' + std::string(request), until);
  if (!sent) return broken(sent.error(), doing);
  auto answer = next(until);
  if (!answer) return broken(answer.error(), doing);
  if (answer->kind == FrameKind::broken) return std::unexpected(error_from_body(answer->body));
  if (answer->kind != FrameKind::reply || answer->body.size() < 2) return broken(FrameProblem::malformed, doing);
  return RawReply{answer->body[0] - '0', answer->body[1] == '1', answer->body.substr(2)};
}

std::expected<Frame, FrameProblem> HostProcess::next(const Until& until) {
  for (;;) {
    auto frame = read_frame(socket_.get(), largest_reply + 16, until);
    if (!frame || frame->kind != FrameKind::note) return frame;
    if (options_.notes && frame->body.size() > 1) {
      options_.notes(plugin_.stem().string(), frame->body[0] - '0', std::string_view(frame->body).substr(1));
    }
  }
}

std::unexpected<Error> HostProcess::broken(FrameProblem problem, const std::string& doing) {
  const std::string name = plugin_.stem().string();
  const char* next = "report this to the author of the plugin; other plugins are not affected";
  // A host that closed its socket has ended or is about to; only what still runs has to be killed.
  if (problem != FrameProblem::closed) kill_group();
  socket_.reset();
  const int status = wait_for_end();
  switch (problem) {
    case FrameProblem::closed:
      return fail(Errc::failed, "E0230", fmt::format("the plugin {} {} {}", name, end_text(status), doing), next);
    case FrameProblem::late:
      return fail(Errc::failed, "E0231",
                  fmt::format("the plugin {} did not answer {} within {} and was stopped", name, doing,
                              duration_text(options_.deadline)),
                  next);
    default:
      return fail(Errc::failed, "E0232",
                  fmt::format("the plugin {} broke the protocol in {} and was stopped", name, doing), next);
  }
}

void HostProcess::kill_group() const {
  ::kill(-pid_, SIGKILL);
  ::kill(pid_, SIGKILL);  // before it made its session there is no group of that number
}

int HostProcess::wait_for_end() {
  int status = 0;
  const Until patience{&clock_, clock_.steady() + Duration(2'000)};
  pid_t ended = 0;
  // Its socket may be closed by a plugin that lives on: two seconds to end by itself.
  while ((ended = ::waitpid(pid_, &status, WNOHANG)) == 0 && clock_.steady() < *patience.deadline) {
    const timespec moment{0, 5'000'000};
    ::nanosleep(&moment, nullptr);
  }
  if (ended == 0) {
    kill_group();
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  ::kill(-pid_, SIGKILL);  // what it started
  pid_ = 0;
  return status;
}

Until HostProcess::soon() const { return {&clock_, clock_.steady() + options_.deadline}; }

}  // namespace trimtab
