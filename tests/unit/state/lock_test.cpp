#include "core/state/lock.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>

#include "tests/support/wait.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {}  // namespace

TEST_CASE("A second engine is refused and told who holds the stack", "[lock]") {
  const TemporaryDirectory directory;
  Lock lock = value(Lock::acquire(directory / "private/lock", holder("apply")));
  lock.note_run(17);
  const auto second = Lock::acquire(directory / "private/lock", holder("destroy"));
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Errc::locked);
  const Diagnostic& diagnostic = second.error().diagnostics.front();
  CHECK(diagnostic.code == "E0651");
  CAPTURE(diagnostic.what);
  CHECK(diagnostic.what.contains("trimtab apply"));
  CHECK(diagnostic.what.contains("pid " + std::to_string(getpid())));
  CHECK(diagnostic.what.contains("run 17"));
  CHECK(diagnostic.what.contains("since 2026-09-2"));
}

TEST_CASE("A lock is given back with its value", "[lock]") {
  const TemporaryDirectory directory;
  {
    const Lock lock = value(Lock::acquire(directory / "lock", holder()));
    CHECK_FALSE(Lock::acquire(directory / "lock", holder()));
  }
  CHECK(Lock::acquire(directory / "lock", holder()));
}

TEST_CASE("A holder that was killed leaves the stack free", "[lock]") {
  const TemporaryDirectory directory;
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = Lock::acquire(directory / "lock", holder());
    const char has = lock ? 'y' : 'n';
    if (write(ends[1], &has, 1) == 1) pause();
    _exit(0);
  }
  char has = 0;
  REQUIRE(read(ends[0], &has, 1) == 1);
  CHECK(has == 'y');
  CHECK_FALSE(Lock::acquire(directory / "lock", holder()));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK(Lock::acquire(directory / "lock", holder()));
  close(ends[0]);
  close(ends[1]);
}

TEST_CASE("A program that was started under the lock does not inherit it", "[lock]") {
  const TemporaryDirectory directory;
  pid_t child = 0;
  {
    const Lock lock = value(Lock::acquire(directory / "lock", holder()));
    std::string program = "sleep";
    std::string seconds = "60";
    char* const arguments[] = {program.data(), seconds.data(), nullptr};
    REQUIRE(posix_spawnp(&child, "sleep", nullptr, nullptr, arguments, environ) == 0);
  }
  CHECK(Lock::acquire(directory / "lock", holder()));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

TEST_CASE("A lock file that is not ours is not used", "[lock]") {
  const TemporaryDirectory directory;
  write_file(directory / "elsewhere", "precious");
  std::filesystem::create_symlink(directory / "elsewhere", directory / "lock");
  const auto lock = Lock::acquire(directory / "lock", holder());
  REQUIRE_FALSE(lock);
  CHECK(lock.error().code == Errc::refused);
  CHECK(read_file(directory / "elsewhere") == "precious");
}

TEST_CASE("A holder on another machine is named with it", "[lock]") {
  LockHolder there = holder();
  there.pid = 7;
  there.host = "web-1";
  CHECK(to_text(lock_holder_from(to_value(there))).contains("trimtab apply (pid 7 on web-1)"));
}

TEST_CASE("The message survives a lock file with nothing to read in it", "[lock]") {
  const TemporaryDirectory directory;
  const Lock lock = value(Lock::acquire(directory / "lock", holder()));
  for (const char* content : {"", "{\"pid\":", "[1]", "{}"}) {
    write_file(directory / "lock", content);
    const auto second = Lock::acquire(directory / "lock", holder());
    REQUIRE_FALSE(second);
    CHECK(second.error().message().contains("another trimtab process"));
  }
}
