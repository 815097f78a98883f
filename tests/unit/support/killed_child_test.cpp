#include "tests/support/killed_child.h"

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <iterator>
#include <stdexcept>

using namespace trimtab::test;

namespace {

std::ptrdiff_t open_files() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return std::distance(begin(all), end(all));
}

}  // namespace

TEST_CASE("All that a child said before it was killed is heard") {
  KilledChild child([](const KilledChild::Say& say) {
    for (const std::uint32_t number : {1U, 2U, 3U}) say(number);
    kill(getpid(), SIGKILL);
  });
  CHECK(child.hear(2) == 2);
  CHECK(child.ended_by_signal());
  CHECK(child.kill() == 3);
  CHECK_FALSE(child.hear());
}

TEST_CASE("A child works until it is killed") {
  KilledChild child([](const KilledChild::Say& say) {
    for (std::uint32_t number = 1;; ++number) say(number);
  });
  CHECK(child.hear(100'000) == 100'000);
  CHECK(child.kill() >= 100'000);
}

TEST_CASE("A child whose work ends or fails does not come back into the test") {
  KilledChild idle([](const KilledChild::Say&) {});
  CHECK_FALSE(idle.hear());
  CHECK_FALSE(idle.ended_by_signal());
  CHECK(idle.kill() == 0);

  KilledChild failing([](const KilledChild::Say& say) {
    say(1);
    throw std::runtime_error("as it should");
  });
  CHECK_FALSE(failing.hear(2));
  CHECK_FALSE(failing.ended_by_signal());
}

TEST_CASE("Of a child of a test that fails nothing is left, neither a process nor an open file") {
  const std::ptrdiff_t before = open_files();
  pid_t pid = 0;
  const auto fail = [&] {
    KilledChild child([](const KilledChild::Say& say) {
      say(static_cast<std::uint32_t>(getpid()));
      pause();
    });
    pid = static_cast<pid_t>(child.hear().value());
    throw std::runtime_error("as a failed REQUIRE does");
  };
  CHECK_THROWS_AS(fail(), std::runtime_error);
  CHECK(open_files() == before);
  REQUIRE(pid > 0);
  CHECK(kill(pid, 0) == -1);
  CHECK(errno == ESRCH);
}
