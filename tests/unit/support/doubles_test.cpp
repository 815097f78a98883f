#include <catch2/catch_test_macros.hpp>
#include <set>

#include "core/support/random.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/manual_clock.h"
#include "tests/support/seeded_random.h"
#include "tests/support/temporary_directory.h"

using namespace trimtab;
using namespace trimtab::test;
using namespace std::chrono_literals;

TEST_CASE("A manual clock stands still until it is moved or slept on") {
  ManualClock clock;
  const SteadyTime steady = clock.steady();
  const WallTime wall = clock.wall();
  CHECK(clock.steady() == steady);
  clock.sleep(90s);
  clock.advance(500ms);
  CHECK(clock.steady() - steady == 90'500ms);
  CHECK(clock.wall() - wall == 90'500ms);
  CHECK(clock.elapsed() == 90'500ms);
}

TEST_CASE("A system clock's steady time does not go back") {
  const auto clock = make_system_clock();
  const SteadyTime before = clock->steady();
  clock->sleep(2ms);
  CHECK(clock->steady() > before);
  CHECK(clock->wall() > WallTime{std::chrono::sys_days{std::chrono::January / 1 / 2024}});
}

TEST_CASE("A seeded random repeats itself, the system's does not") {
  CHECK(SeededRandom(7).bytes(16) == SeededRandom(7).bytes(16));
  CHECK(SeededRandom(7).bytes(16) != SeededRandom(8).bytes(16));
  const auto random = make_system_random();
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(random->bytes(16));
  CHECK(seen.size() == 100);
  CHECK(random->bytes(0).empty());
  CHECK(random->bytes(1'000'003).size() == 1'000'003);
}

TEST_CASE("A faulty disk fails the call it was told to, before or after the effect") {
  const TemporaryDirectory directory;
  const auto real = make_system_disk();
  FaultyDisk disk(*real);

  disk.fail_at(2);
  CHECK(disk.write(directory / "a", "1", {}));
  CHECK_FALSE(disk.write(directory / "b", "1", {}));
  CHECK(disk.write(directory / "c", "1", {}));
  CHECK(disk.list(directory.path()) == std::vector<std::string>{"a", "c"});

  disk.fail_at(1, FaultyDisk::When::after, true);
  CHECK_FALSE(disk.remove_file(directory / "a"));
  CHECK_FALSE(disk.remove_file(directory / "c"));
  CHECK(disk.list(directory.path()) == std::vector<std::string>{});
  CHECK(disk.calls().back() == "remove_file " + (directory / "c").string());
}
