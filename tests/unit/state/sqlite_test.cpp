#include <sqlite3.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>

#include "tests/unit/state/raw_database.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {}  // namespace

TEST_CASE("A store that does not exist yet reads as empty, and is seen when it is there", "[sqlite]") {
  const TemporaryDirectory directory;
  const ManualClock clock;
  const Path file = directory / "private/state.db";
  const auto reader = value(SqliteStore::open_for_reading(file, clock));
  CHECK(value(reader->read()).uid.empty());
  CHECK(value(reader->revisions()).empty());
  CHECK(value(reader->runs(1)).empty());
  CHECK(value(reader->operations(1)).empty());
  CHECK(value(reader->since_revision()).empty());
  CHECK(value(reader->rejections()).empty());
  CHECK(reader->revision(1).error().code == Errc::invalid);
  CHECK_FALSE(std::filesystem::exists(directory / "private"));

  Lock lock = value(Lock::acquire(directory / "private/lock", holder()));
  const auto writer = value(SqliteStore::open_for_writing(file, lock, clock));
  (void)applied(*writer, {config("a", "1")});
  CHECK(text(value(reader->read()).objects) == "a=1");
}

TEST_CASE("A reader does not write", "[sqlite]") {
  SqliteHome home;
  const auto reader = home.reader();
  const auto refused = [](const auto& written) { return written.error().code == Errc::internal; };
  CHECK(refused(reader->begin(start())));
  CHECK(refused(reader->intend(std::vector{intent(1, 1, config("a", "1"))})));
  CHECK(refused(reader->settle(1, std::vector{made(1, config("a", "1"))})));
  CHECK(refused(reader->end(1, RunResult::converged, "", std::nullopt)));
  CHECK(refused(reader->reject({"aa11", 1, home.clock.wall(), "task failed"})));
  CHECK(refused(reader->lift_rejections()));
  CHECK(value(home.store().read()).uid.empty());
}

TEST_CASE("A reader sees the last commit while a writer is in the middle of the next", "[sqlite]") {
  SqliteHome home;
  (void)applied(home.store(), {config("a", "1")});
  home.close();
  RawDatabase writer(home.file());
  writer.run("BEGIN IMMEDIATE");
  writer.run("DELETE FROM objects");
  CHECK(text(value(home.reader()->read()).objects) == "a=1");
}

TEST_CASE("A reader that stays open does not hold up the writer", "[sqlite]") {
  SqliteHome home;
  const auto reader = home.reader();
  for (int number = 0; number < 3; ++number) {
    CHECK(value(reader->read()).revision == static_cast<std::uint64_t>(number));
    (void)value(reader->runs(1));
    (void)value(reader->since_revision());
    (void)applied(home.store(), {config("a", std::to_string(number))});
  }
}

TEST_CASE("A writer that another one has overtaken is shut out", "[sqlite]") {
  SqliteHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  const auto later = value(SqliteStore::open_for_writing(home.file(), home.lock(), home.clock));
  ok(later->intend(std::vector{intent(run, 1, config("a", "1"))}));
  CHECK(value(later->operations(run)).front().epoch == 2);

  const auto refused = home.store().settle(run, std::vector{made(1, config("a", "1"))});
  CHECK(refused.error().code == Errc::locked);
  CHECK(text(value(later->operations(run))) == "1 create a intended");
}

TEST_CASE("A newer schema is refused, naming both versions", "[sqlite]") {
  SqliteHome home;
  home.close();
  RawDatabase(home.file()).run("PRAGMA user_version=9");
  const auto reader = SqliteStore::open_for_reading(home.file(), home.clock);
  REQUIRE_FALSE(reader);
  CHECK(reader.error().code == Errc::invalid);
  CHECK(reader.error().message().contains("schema version 9"));
  CHECK(reader.error().message().contains("versions up to 2"));
  Lock lock = value(Lock::acquire(home.file().parent_path() / "lock", holder()));
  CHECK(SqliteStore::open_for_writing(home.file(), lock, home.clock).error().code == Errc::invalid);
}

TEST_CASE("A store of the first schema is read as it is, and brought up by the next writer", "[sqlite]") {
  SqliteHome home;
  (void)applied(home.store(), {config("a", "1")});
  home.close();
  RawDatabase(home.file()).run("ALTER TABLE revisions DROP COLUMN terms; PRAGMA user_version=1");
  const auto reader = value(SqliteStore::open_for_reading(home.file(), home.clock));
  CHECK(text(value(reader->revision(1)).objects) == "a=1");
  Lock lock = value(Lock::acquire(home.file().parent_path() / "lock", holder()));
  const auto writer = value(SqliteStore::open_for_writing(home.file(), lock, home.clock));
  (void)applied(*writer, {config("a", "2")});
  CHECK(text(value(writer->revision(1)).objects) == "a=1");
  CHECK(text(value(writer->revision(2)).objects) == "a=2");
}

TEST_CASE("Intents of two runs are not taken in one commit, and none is nothing to do", "[sqlite]") {
  SqliteHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  const std::vector two{intent(run, 1, config("a", "1")), intent(run + 1, 1, config("b", "1"))};
  CHECK(home.store().intend(two).error().code == Errc::internal);
  ok(home.store().intend({}));
  CHECK(value(home.store().operations(run)).empty());
}

TEST_CASE("A first run that is rolled back has no revision to return to", "[sqlite]") {
  SqliteHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  CHECK(value(home.store().end(run, RunResult::rolled_back, "it failed", std::nullopt)) == 0);
  CHECK(value(home.store().revisions()).empty());
}

TEST_CASE("Another program's database is refused", "[sqlite]") {
  SqliteHome home;
  home.close();
  const char* const mark =
      GENERATE("PRAGMA application_id=7", "PRAGMA application_id=0", "PRAGMA application_id=0; PRAGMA user_version=0");
  RawDatabase(home.file()).run(mark);
  CHECK(SqliteStore::open_for_reading(home.file(), home.clock).error().message().contains("not a trimtab store"));
}

TEST_CASE("The store is one file, with a rollback journal beside it while it is written, never a write-ahead log",
          "[sqlite]") {
  SqliteHome home;
  const auto names = [&] {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(home.file().parent_path())) {
      found.push_back(entry.path().filename().string());
    }
    std::ranges::sort(found);
    return found;
  };
  (void)applied(home.store(), {config("a", "1")});
  CHECK(names() == std::vector<std::string>{"lock", "state.db", "state.db-journal"});
  home.close();
  CHECK(names() == std::vector<std::string>{"lock", "state.db"});
  CHECK(RawDatabase(home.file()).text("PRAGMA journal_mode") == "delete");
}

TEST_CASE("What revisions, journal and inventory share is stored once, and goes with the last that names it",
          "[sqlite]") {
  SqliteHome home;
  for (int number = 0; number < 5; ++number) {
    (void)applied(home.store(), {config("same", "1"), config("a", std::to_string(number))});
  }
  const std::string bodies = "SELECT count(*) FROM bodies";
  CHECK(RawDatabase(home.file()).text(bodies) == "6");
  for (std::size_t number = 0; number < kept_runs + kept_revisions; ++number) {
    (void)applied(home.store(), {config("same", "1")});
  }
  // "a" is still in the inventory: nothing removed it.
  CHECK(RawDatabase(home.file()).text(bodies) == "2");
}
