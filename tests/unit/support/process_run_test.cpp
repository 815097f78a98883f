#include <grp.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>
#include <filesystem>
#include <thread>

#include "core/support/descriptor.h"
#include "core/support/disk.h"
#include "core/support/process_table.h"
#include "core/support/processes.h"
#include "core/support/text.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/wait.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t plenty = 1 << 20;

Command shell(const std::string& script) { return {.arguments = {"/bin/sh", "-c", script}}; }

Exit run(const Command& command, Duration timeout = 30s, std::size_t limit = plenty) {
  const auto exit = make_system_processes()->run(command, timeout, limit);
  if (!exit) FAIL(exit.error().message());
  return *exit;
}

Error failure(const Command& command) {
  const auto exit = make_system_processes()->run(command, 30s, plenty);
  REQUIRE_FALSE(exit);
  return exit.error();
}

}  // namespace

TEST_CASE("A program's exit code, signal and output are told apart") {
  const Exit good = run(shell("echo out; echo err >&2"));
  CHECK(good.success());
  CHECK(good.output == "out\nerr\n");
  CHECK(run(shell("exit 7")).code == 7);
  const Exit killed = run(shell("kill -TERM $$"));
  CHECK(killed.signal == SIGTERM);
  CHECK_FALSE(killed.success());
}

TEST_CASE("A program that was just written can be executed, whatever else is being started meanwhile") {
  TemporaryDirectory directory;
  const auto disk = make_system_disk();
  const auto processes = make_system_processes();
  std::atomic<int> failures = 0;
  const auto write_and_run = [&](int worker) {
    const Path program = directory / ("program-" + std::to_string(worker));
    for (int i = 0; i < 100; ++i) {
      const bool written = disk->write(program, "#!/bin/sh\n", {.mode = 0700}).has_value();
      const auto exit = processes->run({.arguments = {program.native()}}, 30s, plenty);
      if (!written || !exit || !exit->success()) ++failures;
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int worker = 0; worker < 4; ++worker) workers.emplace_back(write_and_run, worker);
  }
  CHECK(failures == 0);
}

TEST_CASE("A program sees exactly the environment it was given") {
  ::setenv("TRIMTAB_TEST_LEAK", "leaked", 1);
  Command command{.arguments = {"/usr/bin/env"}, .environment = {{"B", "two words"}, {"A", "1"}, {"EMPTY", ""}}};
  CHECK(run(command).output == "A=1\nB=two words\nEMPTY=\n");
  command.environment.clear();
  CHECK(run(command).output.empty());
}

TEST_CASE("A program inherits no descriptor but the three standard ones") {
  const Descriptor leak(::open("/dev/null", O_RDONLY));  // without O_CLOEXEC, as a library might
  const Exit exit = run({.arguments = {"/bin/ls", "/proc/self/fd"}});
  CHECK(exit.output == "0\n1\n2\n3\n");  // 3 is the directory that ls reads
}

TEST_CASE("A program starts with no signal ignored or blocked and with umask 022") {
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  const mode_t mask = ::umask(0);
  const Exit exit = run(shell("cat /proc/self/status; umask"));
  ::umask(mask);
  static_cast<void>(::signal(SIGPIPE, before));
  CHECK_THAT(exit.output, ContainsSubstring("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n"));
  CHECK_THAT(exit.output, EndsWith("\n0022\n"));
}

namespace {

/// Ignores a signal that the C library keeps to itself, as a parent of ours may have done, until the end of a scope.
class IgnoredByTheKernel {
 public:
  explicit IgnoredByTheKernel(int number) : number_(number) {
    Action ignored;
    ignored.handler = SIG_IGN;
    ::syscall(SYS_rt_sigaction, number_, &ignored, &before_, sizeof before_.mask);
  }
  ~IgnoredByTheKernel() { ::syscall(SYS_rt_sigaction, number_, &before_, nullptr, sizeof before_.mask); }
  IgnoredByTheKernel(const IgnoredByTheKernel&) = delete;
  IgnoredByTheKernel& operator=(const IgnoredByTheKernel&) = delete;

 private:
  struct Action {
    void (*handler)(int) = SIG_DFL;
    unsigned long flags = 0;
    void (*restorer)() = nullptr;
    std::uint64_t mask = 0;
  };
  int number_;
  Action before_;
};

}  // namespace

TEST_CASE("A program does not inherit that the C library's own signals are ignored") {
  const IgnoredByTheKernel cancel(32);
  CHECK_THAT(run(shell("cat /proc/self/status")).output, ContainsSubstring("SigIgn:\t0000000000000000\n"));
}

TEST_CASE("A program leads a session of its own and starts where it was told") {
  Command command = shell("cut -d' ' -f1,5,6 /proc/$$/stat; pwd");
  command.working_directory = "/usr";
  const std::vector<std::string> lines = split(run(command).output, '\n');
  const std::vector<std::string> numbers = split(lines.at(0), ' ');
  CHECK(numbers.at(0) == numbers.at(1));
  CHECK(numbers.at(0) == numbers.at(2));
  CHECK(lines.at(1) == "/usr");
}

TEST_CASE("Input is given whole, and is /dev/null when there is none") {
  Command command{.arguments = {"/bin/cat"}};
  command.input = std::string(std::size_t{64} * 1024, 'i');
  CHECK(run(command).output == command.input);
  command.input += 'i';
  CHECK(failure(command).code == Errc::internal);
  command.input.clear();
  CHECK(run(command).output.empty());
}

TEST_CASE("A failed exec names the program and the reason") {
  const TemporaryDirectory directory;
  write_file(directory / "plain", "not a program");
  write_file(directory / "script", "#!/no/such/interpreter\n");
  std::filesystem::permissions(directory / "script", std::filesystem::perms::owner_all);

  CHECK(failure({.arguments = {"/no/such/program"}}).message() ==
        "execute /no/such/program: No such file or directory");
  const std::string plain = (directory / "plain").string();
  CHECK(failure({.arguments = {plain}}).message() == "execute " + plain + ": Permission denied");
  const Error script = failure({.arguments = {(directory / "script").string()}});
  CHECK_THAT(script.message(), ContainsSubstring("No such file"));
  CHECK(script.diagnostics.front().why ==
        std::vector<std::string>{"the file is there; the interpreter it names is not"});
}

TEST_CASE("A working directory that is not there is named") {
  Command command = shell("true");
  command.working_directory = "/no/such/directory";
  CHECK(failure(command).message() == "start /bin/sh: enter /no/such/directory: No such file or directory");
}

TEST_CASE("A command that makes no sense is refused before anything is started") {
  CHECK(failure({}).code == Errc::internal);
  CHECK(failure({.arguments = {"sh"}}).message() == "start sh: it is not an absolute path");
  CHECK(failure({.arguments = {"/bin/sh", std::string("a\0b", 3)}}).code == Errc::internal);
  CHECK(failure({.arguments = {"/bin/sh"}, .environment = {{"A=B", "c"}}}).code == Errc::internal);
  Command command = shell("true");
  command.uid = 45'678;
  CHECK(failure(command).message() == "start /bin/sh: a uid needs a gid");
}

TEST_CASE("At the deadline the whole group is killed") {
  const TemporaryDirectory directory;
  const std::string file = (directory / "pid").string();
  const auto start = std::chrono::steady_clock::now();
  const Exit exit = run(shell("echo begun; sleep 1000 & echo $! > " + file + "; wait"), 500ms);
  CHECK(std::chrono::steady_clock::now() - start < 10s);
  CHECK(exit.timed_out);
  CHECK(exit.signal == SIGKILL);
  CHECK(exit.output == "begun\n");
  const pid_t child = std::stoi(read_file(file));
  CHECK(eventually([&] { return !make_system_processes()->identify(child); }));
}

TEST_CASE("A program that never stops talking still meets its deadline") {
  const Exit exit = run(shell("while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done"), 300ms, 1000);
  CHECK(exit.timed_out);
  CHECK(exit.output.size() == 1000);
}

TEST_CASE("What a program leaves in its group ends with it") {
  const TemporaryDirectory directory;
  const std::string file = (directory / "pid").string();
  const auto start = std::chrono::steady_clock::now();
  const Exit exit = run(shell("sleep 1000 & echo $! > " + file));
  CHECK(exit.success());
  CHECK(std::chrono::steady_clock::now() - start < 10s);
  const pid_t child = std::stoi(read_file(file));
  CHECK(eventually([&] { return !make_system_processes()->identify(child); }));
}

TEST_CASE("Output over the limit keeps its end, each stream for itself") {
  const Exit exit = run(shell("seq 1 100000; seq 1 100000 >&2"), 30s, 14);
  CHECK(exit.output == "\n99999\n100000\n\n99999\n100000\n");
  CHECK(run(shell("echo lost"), 30s, 0).output.empty());
}

TEST_CASE("No zombie and no descriptor is left by runs that succeed, fail or do not start") {
  const auto open_files = [] { return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {}); };
  const auto before = open_files();
  for (int i = 0; i < 5; ++i) {
    static_cast<void>(run(shell("exit 3")));
    static_cast<void>(failure({.arguments = {"/no/such/program"}}));
  }
  CHECK(open_files() == before);
  for (const pid_t pid : process_ids()) {
    const auto stat = read_process_stat(pid);
    if (!stat || stat->runs()) continue;
    CHECK_THAT(read_proc_file("/proc/" + std::to_string(pid) + "/status"),
               !ContainsSubstring("PPid:\t" + std::to_string(::getpid()) + "\n"));
  }
}

TEST_CASE("Programs are run from many threads at once without mixing their output") {
  const auto processes = make_system_processes();
  std::vector<std::string> outputs(8);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      threads.emplace_back([&, i] {
        for (int turn = 0; turn < 5; ++turn) {
          const auto exit = processes->run(shell("echo " + std::to_string(i)), 30s, plenty);
          outputs[i] += exit ? exit->output : exit.error().message();
        }
      });
    }
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    std::string expected;
    for (int turn = 0; turn < 5; ++turn) expected += std::to_string(i) + "\n";
    CHECK(outputs[i] == expected);
  }
}

TEST_CASE("Root's programs run as the account they were given, with its groups and no others") {
  if (::geteuid() != 0) SKIP("only root can become another account");
  Command command = shell("id -u; id -g; id -G");
  command.environment = {{"PATH", "/usr/bin:/bin"}};
  command.uid = 45'678;
  command.gid = 45'679;
  CHECK(run(command).output == "45678\n45679\n45679\n");
  command.groups = {45'680, 45'681};
  CHECK(run(command).output == "45678\n45679\n45679 45680 45681\n");
}
