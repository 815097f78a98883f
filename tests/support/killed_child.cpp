#include "tests/support/killed_child.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <iostream>
#include <system_error>

namespace trimtab::test {
namespace {

[[noreturn]] void no_child(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

/// All that the child does. Without destructors of the test: what they would remove is the parent's.
[[noreturn]] void work_and_end(const KilledChild::Work& work, int report) {
  try {
    work([report](std::uint32_t number) {
      if (::write(report, &number, sizeof number) != sizeof number) ::_exit(1);
    });
  } catch (const std::exception& problem) {
    std::cerr << "a child of the test failed: " << problem.what() << '\n';
  } catch (...) {
    std::cerr << "a child of the test failed\n";
  }
  ::_exit(1);
}

}  // namespace

KilledChild::KilledChild(const Work& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) no_child("pipe2");
  hears_ = Descriptor(ends[0]);
  const Descriptor report(ends[1]);
  pid_ = ::fork();
  if (pid_ < 0) no_child("fork");
  if (pid_ > 0) return;
  hears_.reset();
  work_and_end(work, report.get());
}

KilledChild::~KilledChild() { kill(); }

std::optional<std::uint32_t> KilledChild::hear(int count) {
  int heard = 0;
  while (heard < count && ::read(hears_.get(), &last_, sizeof last_) == sizeof last_) ++heard;
  return heard == count ? std::optional(last_) : std::nullopt;
}

std::uint32_t KilledChild::kill() {
  if (pid_ > 0) ::kill(pid_, SIGKILL);
  reap();
  while (hear()) {
  }
  return last_;
}

bool KilledChild::ended_by_signal() {
  const int status = reap();
  return WIFSIGNALED(status);
}

int KilledChild::reap() {
  int status = 0;
  if (pid_ > 0) ::waitpid(pid_, &status, 0);
  pid_ = 0;
  return status;
}

}  // namespace trimtab::test
