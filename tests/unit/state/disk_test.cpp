#include <catch2/catch_test_macros.hpp>

#include "tests/unit/state/mounted.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

TEST_CASE("A full disk stops the writer, loses nothing, and is no longer in the way when there is room again",
          "[sqlite][disk]") {
  const TemporaryDirectory directory;
  Mounted disk(directory.path(), Mounted::Kind::small, 600);
  if (!disk) SKIP("this account may not mount a small file system");
  const ManualClock clock;
  const Path file = directory / "private/state.db";
  Lock lock = value(Lock::acquire(directory / "private/lock", holder()));
  const auto store = value(SqliteStore::open_for_writing(file, lock, clock));
  const std::uint64_t run = value(store->begin(start()));

  std::size_t durable = 0;
  Status status;
  for (std::uint32_t seq = 1; status && seq < 1000; ++seq) {
    const Object object = config("n" + std::to_string(seq), std::string(4000, 'x'));
    status = store->intend(std::vector{intent(run, seq, object)});
    if (status) status = store->settle(run, std::vector{made(seq, object)});
    if (status) ++durable;
  }
  REQUIRE_FALSE(status);
  CHECK(status.error().code == Errc::unreachable);
  CHECK(status.error().diagnostics.front().code == "E0657");
  CHECK(status.error().message() == "the disk of " + file.string() + " is full");
  CHECK(durable > 50);
  CHECK(value(store->read()).objects.size() == durable);

  disk.resize(4000);
  const auto seq = static_cast<std::uint32_t>(2000);
  ok(store->intend(std::vector{intent(run, seq, config("after", "1"))}));
  ok(store->settle(run, std::vector{made(seq, config("after", "1"))}));
  CHECK(value(store->read()).objects.size() == durable + 1);
}

TEST_CASE("A file system that cannot be written is read, and refused to a writer", "[sqlite][disk]") {
  SqliteHome home;
  (void)applied(home.store(), {config("a", "1")});
  home.close();
  const Mounted disk(home.file().parent_path(), Mounted::Kind::read_only);
  if (!disk) SKIP("this account may not mount a read-only file system");
  CHECK(text(value(home.reader()->read()).objects) == "a=1");
  const auto lock = Lock::acquire(home.file().parent_path() / "lock", holder());
  REQUIRE_FALSE(lock);
  CHECK(lock.error().code == Errc::unreachable);
  CHECK(lock.error().message().contains("Read-only file system"));
}
