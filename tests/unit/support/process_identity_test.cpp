#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>
#include <filesystem>

#include "core/support/process_table.h"
#include "core/support/processes.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/wait.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A detached program and its log. At the end its whole session is gone.
struct Detached {
  TemporaryDirectory directory;
  std::unique_ptr<Processes> processes = make_system_processes();
  ProcessIdentity identity;

  explicit Detached(const std::string& script) {
    const Command command{.arguments = {"/bin/sh", "-c", script}, .environment = {{"PATH", "/usr/bin:/bin"}}};
    const auto started = processes->start_detached(command, log());
    if (!started) FAIL(started.error().message());
    identity = *started;
  }
  ~Detached() {
    for (const ProcessIdentity& member : processes->session(identity.pid)) {
      static_cast<void>(processes->signal(member, SIGKILL, false));
    }
  }
  Detached(const Detached&) = delete;
  Detached& operator=(const Detached&) = delete;

  [[nodiscard]] Path log() const { return directory / "log"; }
  [[nodiscard]] bool says(const std::string& text) const {
    return eventually([&] { return read_file(log()).contains(text); });
  }
  [[nodiscard]] bool ends() const {
    return eventually([&] { return processes->session(identity.pid).empty(); });
  }
};

}  // namespace

TEST_CASE("The table of processes is read whatever a program calls itself") {
  const auto stat = parse_process_stat(
      "42 (a) b (R 1) S 1 40 39 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 987654 1000 1 18446744073709551615");
  REQUIRE(stat);
  CHECK(stat->pid == 42);
  CHECK(stat->state == 'S');
  CHECK(stat->group == 40);
  CHECK(stat->session == 39);
  CHECK(stat->start_ticks == 987654);
  for (const char* broken : {"", "42", "42 (x", "42 (x)", "42 (x) S 1 40", "x (x) S 1 40 39 0 -1 0 0 0"}) {
    CAPTURE(broken);
    CHECK_FALSE(parse_process_stat(broken));
  }
}

TEST_CASE("A process is identified while it runs, and not as a zombie") {
  const auto processes = make_system_processes();
  const auto self = processes->identify(::getpid());
  REQUIRE(self);
  CHECK(self->start_ticks > 0);
  CHECK(self->boot_id.size() == 36);
  CHECK(processes->identify(::getpid()) == self);
  CHECK_FALSE(processes->identify(0));
  CHECK_FALSE(processes->identify(-1));

  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  CHECK(eventually([&] { return !processes->identify(child); }));
  CHECK(read_process_stat(child)->state == 'Z');
  ::waitpid(child, nullptr, 0);
}

TEST_CASE("A detached program is not our child, leads its session and writes to its log") {
  const Detached program("echo out; echo err >&2; exec sleep 1000");
  CHECK(program.says("out\nerr\n"));
  CHECK(program.processes->identify(program.identity.pid) == program.identity);
  CHECK(read_process_stat(program.identity.pid)->session == program.identity.pid);
  CHECK(::waitpid(program.identity.pid, nullptr, WNOHANG) == -1);
  CHECK(std::filesystem::status(program.log()).permissions() ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("A log is appended to, and a link is not taken for one") {
  const TemporaryDirectory directory;
  const auto processes = make_system_processes();
  write_file(directory / "log", "before\n");
  const Command command{.arguments = {"/bin/echo", "after"}};
  REQUIRE(processes->start_detached(command, directory / "log"));
  CHECK(eventually([&] { return read_file(directory / "log") == "before\nafter\n"; }));
  std::filesystem::create_symlink("log", directory / "link");
  CHECK_FALSE(processes->start_detached(command, directory / "link"));
}

TEST_CASE("A detached program that cannot be executed is an error at once") {
  const TemporaryDirectory directory;
  const auto started = make_system_processes()->start_detached({.arguments = {"/no/such/program"}}, directory / "log");
  REQUIRE_FALSE(started);
  CHECK(started.error().message() == "execute /no/such/program: No such file or directory");
}

TEST_CASE("A signal reaches the process that was identified") {
  const Detached program("trap 'echo terminated; exit' TERM; echo ready; while :; do sleep 0.02; done");
  REQUIRE(program.says("ready"));
  CHECK(program.processes->signal(program.identity, SIGTERM, false));
  CHECK(program.says("terminated"));
  CHECK(program.ends());
}

TEST_CASE("A signal is refused when the number belongs to another process by now") {
  const Detached program("exec sleep 1000");
  for (const ProcessIdentity& other :
       {ProcessIdentity{program.identity.pid, program.identity.start_ticks + 1, program.identity.boot_id},
        ProcessIdentity{program.identity.pid, program.identity.start_ticks, "another boot"}, ProcessIdentity{1, 0, ""},
        ProcessIdentity{-1, 0, ""}, ProcessIdentity{0, 0, ""}}) {
    for (const bool group : {false, true}) {
      const Status status = program.processes->signal(other, SIGKILL, group);
      REQUIRE_FALSE(status);
      CHECK(status.error().code == Errc::stale);
    }
  }
  CHECK(program.processes->identify(program.identity.pid) == program.identity);
}

TEST_CASE("Signalling a process that has ended says so") {
  const Detached program("exit 0");
  REQUIRE(program.ends());
  const Status status = program.processes->signal(program.identity, SIGTERM, false);
  REQUIRE_FALSE(status);
  CHECK(status.error().code == Errc::stale);
}

TEST_CASE("A group is signalled whole, from its leader or from a member, and our own never") {
  const Detached program("sleep 1000 & sleep 1000 & echo ready; wait");
  REQUIRE(program.says("ready"));
  CHECK(program.processes->session(program.identity.pid).size() == 3);
  const auto members = program.processes->session(program.identity.pid);
  const auto member = std::find_if(members.begin(), members.end(),
                                   [&](const ProcessIdentity& other) { return other != program.identity; });
  REQUIRE(member != members.end());
  CHECK(program.processes->signal(*member, SIGKILL, true));
  CHECK(program.ends());

  const auto self = program.processes->identify(::getpid());
  const Status status = program.processes->signal(*self, 0, true);
  REQUIRE_FALSE(status);
  CHECK(status.error().code == Errc::refused);
}

TEST_CASE("A leader's group is signalled through its leader") {
  const Detached program("sleep 1000 & echo ready; wait");
  REQUIRE(program.says("ready"));
  CHECK(program.processes->signal(program.identity, SIGKILL, true));
  CHECK(program.ends());
}

TEST_CASE("A session is found after its leader has gone, other groups in it too") {
  const Detached program("exec bash -c 'set -m; sleep 1000 & echo ready'");
  REQUIRE(program.says("ready"));
  CHECK(eventually([&] { return !program.processes->identify(program.identity.pid); }));
  const auto members = program.processes->session(program.identity.pid);
  REQUIRE(members.size() == 1);
  CHECK(read_process_stat(members.front().pid)->group != program.identity.pid);
  CHECK(program.processes->signal(members.front(), SIGKILL, false));
  CHECK(program.ends());
}
