#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <random>

#include "tests/support/killed_child.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// Makes objects "n1", "n2", … for ever, one run each ten, and says the number of each one that is durable.
[[noreturn]] void write_for_ever(const Path& file, const KilledChild::Say& say) {
  const ManualClock clock;
  Lock lock = value(Lock::acquire(file.parent_path() / "lock", holder()));
  const auto store = value(SqliteStore::open_for_writing(file, lock, clock));
  auto number = static_cast<std::uint32_t>(value(store->read()).objects.size());
  while (true) {
    const std::uint64_t run = value(store->begin(start()));
    for (std::uint32_t seq = 1; seq <= 10; ++seq) {
      const Object object = config("n" + std::to_string(++number), std::string(3000, 'x'));
      ok(store->intend(std::vector{intent(run, seq, object)}));
      ok(store->settle(run, std::vector{made(seq, object)}));
      say(number);
    }
    (void)value(store->end(run, RunResult::converged, "", std::nullopt));
  }
}

/// The last number the writer said before it was killed, after it had said `count` of them.
std::uint32_t killed_after(const Path& file, int count) {
  KilledChild writer([&](const KilledChild::Say& say) { write_for_ever(file, say); });
  writer.hear(count);
  return writer.kill();
}

}  // namespace

TEST_CASE("A writer killed between intent and outcome leaves an open run with its intents", "[sqlite][crash]") {
  SqliteHome home;
  home.close();
  KilledChild writer([&](const KilledChild::Say&) {
    home.reopen();
    const std::uint64_t run = value(home.store().begin(start()));
    const std::vector<Operation> intents = {intent(run, 1, config("a", "1")), intent(run, 2, config("b", "1"))};
    ok(home.store().intend(intents));
    ok(home.store().settle(run, std::vector{made(1, config("a", "1"))}));
    kill(getpid(), SIGKILL);
  });
  REQUIRE(writer.ended_by_signal());

  CHECK(value(home.reader()->read()).open_run == 1);
  home.reopen();
  CHECK(text(value(home.store().operations(1))) == "1 create a done, 2 create b intended");
  CHECK(text(value(home.store().read()).objects) == "a=1");
}

TEST_CASE("A writer killed at any moment has lost nothing it said was durable", "[sqlite][crash]") {
  SqliteHome home;
  home.close();
  std::mt19937 random(11);
  std::uint32_t said = 0;
  for (int round = 0; round < 25; ++round) {
    CAPTURE(round);
    said = std::max(said, killed_after(home.file(), static_cast<int>(1 + random() % 12)));
    // Whoever comes first puts the file right, a reader too.
    const std::size_t read = value(home.reader()->read()).objects.size();
    REQUIRE(read >= said);
    REQUIRE(read <= said + 1);
    home.reopen();
    settle_open_intents(home.store());
    REQUIRE(value(home.store().read()).objects.size() == read);
    home.close();
  }
}
