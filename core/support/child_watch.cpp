#include "core/support/child_watch.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "core/support/pidfd.h"

namespace trimtab {
namespace {

/// How long a killed process may take to be gone. Only one stuck inside the kernel takes longer.
constexpr std::chrono::seconds patience_after_kill{10};

int poll_milliseconds(std::chrono::steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

}  // namespace

OutputTail::OutputTail(Descriptor pipe, std::size_t limit) : pipe_(std::move(pipe)), limit_(limit) {
  ::fcntl(pipe_.get(), F_SETFL, O_NONBLOCK);
}

void OutputTail::keep(const char* bytes, std::size_t count) {
  text_.append(bytes, count);
  // Cut rarely, so that a chatty program costs no more than its output.
  if (text_.size() > 2 * limit_ + 65536) text_.erase(0, text_.size() - limit_);
}

void OutputTail::drain() {
  std::array<char, 65536> buffer;
  // As much as the largest pipe holds, and no more: a program that never pauses must not keep us from the clock.
  for (int turn = 0; pipe_ && turn < 16; ++turn) {
    const ssize_t got = ::read(pipe_.get(), buffer.data(), buffer.size());
    if (got > 0) {
      keep(buffer.data(), static_cast<std::size_t>(got));
    } else if (got == 0 || (errno != EINTR && errno != EAGAIN)) {
      pipe_.reset();
    } else if (errno == EAGAIN) {
      return;
    }
  }
}

std::string OutputTail::take() {
  if (text_.size() > limit_) text_.erase(0, text_.size() - limit_);
  return std::move(text_);
}

ChildWatch::ChildWatch(pid_t pid, Descriptor output, Descriptor error, std::size_t output_limit)
    : pid_(pid),
      ended_(open_process(pid)),
      output_(std::move(output), output_limit),
      error_(std::move(error), output_limit) {}

Result<Exit> ChildWatch::until(Duration timeout) {
  if (!ended_) {
    kill_group();
    abandon();
    return fail(Errc::failed, "E0782", fmt::format("watch process {}: the kernel gives no descriptor of it", pid_));
  }
  constexpr Duration year = std::chrono::hours(24 * 365);  // longer would overflow the clock
  const auto deadline = std::chrono::steady_clock::now() + std::min(timeout, year);
  const bool in_time = wait(deadline);
  kill_group();
  if (!in_time && !wait(std::chrono::steady_clock::now() + patience_after_kill)) {
    return fail(Errc::failed, "E0785", fmt::format("process {} does not end, not even by SIGKILL", pid_));
  }
  Exit exit = reap();
  exit.timed_out = !in_time;
  return exit;
}

bool ChildWatch::wait(Time deadline) {
  while (true) {
    std::array<pollfd, 3> files{pollfd{ended_.get(), POLLIN, 0}, pollfd{output_.number(), POLLIN, 0},
                                pollfd{error_.number(), POLLIN, 0}};
    const int ready = ::poll(files.data(), files.size(), poll_milliseconds(deadline));
    output_.drain();
    error_.drain();
    if (ready > 0 && files[0].revents != 0) return true;
    if (std::chrono::steady_clock::now() >= deadline) return false;
  }
}

/// The child has not been reaped, so neither its number nor its group's can belong to anybody else.
void ChildWatch::kill_group() const {
  if (::kill(-pid_, SIGKILL) != 0) ::kill(pid_, SIGKILL);
}

Exit ChildWatch::reap() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  output_.drain();
  error_.drain();
  Exit exit;
  if (WIFSIGNALED(status)) exit.signal = WTERMSIG(status);
  if (WIFEXITED(status)) exit.code = WEXITSTATUS(status);
  exit.output = output_.take() + error_.take();
  return exit;
}

void ChildWatch::abandon() const {
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace trimtab
