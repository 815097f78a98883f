#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>
#include <random>

#include "tests/unit/state/raw_database.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// A stack with a history and an open run.
std::string lived_in(SqliteHome& home) {
  for (int number = 0; number < 4; ++number) {
    std::vector<Object> objects;
    for (int object = 0; object < 30; ++object) {
      objects.push_back(config("n" + std::to_string(object), std::string(500, 'x') + std::to_string(number)));
    }
    (void)applied(home.store(), objects);
  }
  ok(home.store().reject({"aa11", 1, home.clock.wall(), "task failed"}));
  const std::uint64_t run = value(home.store().begin(start()));
  ok(home.store().intend(std::vector{intent(run, 1, config("open", "1"))}));
  home.close();
  return read_file(home.file());
}

std::string refusal(const Error& error) {
  const Diagnostic& said = error.diagnostics.front();
  return "refused: " + said.what + (said.why.empty() ? "" : ": " + said.why.front());
}

/// Everything the store can say as one text, or "refused: MESSAGE: REASON".
std::string all_of(const SqliteHome& home) {
  auto opened = SqliteStore::open_for_reading(home.file(), home.clock);
  if (!opened) return refusal(opened.error());
  SqliteStore& store = **opened;
  std::string all;
  const auto add = [&all](const auto& result, const auto& say) {
    if (result) {
      all += say(*result) + "\n";
    } else {
      all = refusal(result.error());
    }
    return result.has_value();
  };
  const auto record = [](const Record& said) {
    std::string line = said.uid + std::to_string(said.revision) + std::to_string(said.open_run.value_or(0)) +
                       Value(said.slots).dump() + said.chosen.dump() + said.spec.dump();
    for (const auto& [id, recorded] : said.objects) {
      line += Value(recorded.object).dump() + recorded.object.digest() + recorded.native + std::to_string(recorded.run);
    }
    return line;
  };
  const auto operations = [](const std::vector<Operation>& said) { return text(said) + said.at(0).native; };
  const auto runs = [](const std::vector<RunSummary>& said) {
    std::string line;
    for (const auto& run : said) line += std::to_string(run.run) + run.command + run.text;
    return line;
  };
  const bool whole = add(store.read(), record) && add(store.operations(5), operations) && add(store.runs(100), runs) &&
                     add(store.revision(2), [](const Revision& said) { return text(said.objects); }) &&
                     add(store.since_revision(), [](const auto& said) { return text(said); }) &&
                     add(store.rejections(), [](const auto& said) { return said.at(0).digest + said.at(0).reason; });
  return whole ? all : all.substr(0, all.find('\n'));
}

}  // namespace

TEST_CASE("A cut file is refused with a clear message", "[sqlite][damage]") {
  SqliteHome home;
  const std::string whole = lived_in(home);
  for (const std::size_t size : {std::size_t{0}, std::size_t{50}, std::size_t{4096}, whole.size() / 2}) {
    CAPTURE(size);
    write_file(home.file(), whole.substr(0, size));
    const std::string said = all_of(home);
    CAPTURE(said);
    CHECK(said.contains("refused: the stack's state " + home.file().string() + " is damaged"));
  }
}

TEST_CASE("Rows that are gone, or that stand as they once were, are noticed by what is sealed around them",
          "[sqlite][damage]") {
  struct Row {
    const char* change;
    const char* reason;
  };
  const Row row =
      GENERATE(Row{"DELETE FROM operations WHERE run = 5", "operations of run 5 are missing"},
               Row{"DELETE FROM rejections", "rejections are missing"},
               Row{"DELETE FROM objects WHERE id = 'db/config/n1'", "objects of the inventory are missing or doubled"},
               Row{"DELETE FROM runs WHERE run = 5", "run 5 is not there"},
               Row{"DELETE FROM runs WHERE run = 3", "run 3 is not there"},
               Row{"DELETE FROM runs WHERE run = 1", "run 1 is not there"},
               Row{"DELETE FROM revisions WHERE number = 2", "revision 2 is not there"},
               Row{"DELETE FROM revision_objects WHERE revision = 2 AND position = 3",
                   "objects of revision 2 are missing or doubled"},
               Row{"DELETE FROM revision_objects WHERE revision = 4 AND position = 3",
                   "objects of revision 4 are missing or doubled"},
               Row{"DELETE FROM bodies WHERE number = 121", "object 121 is not there"},
               Row{"REPLACE INTO runs SELECT * FROM old.runs WHERE run = 5", "run 5 is an earlier state of itself"},
               Row{"REPLACE INTO revisions SELECT * FROM old.revisions WHERE number = 4",
                   "the last revision is not the one that was made"});
  SqliteHome other;
  other.clock.advance(std::chrono::hours(1));
  (void)lived_in(other);
  SqliteHome home;
  (void)lived_in(home);
  RawDatabase raw(home.file());
  raw.run("ATTACH '" + other.file().string() + "' AS old");
  raw.run(row.change);
  CAPTURE(row.change);
  CHECK(all_of(home) == "refused: the stack's state " + home.file().string() + " is damaged: " + row.reason);
}

TEST_CASE("A run from whose journal rows are gone is not ended", "[sqlite][damage]") {
  SqliteHome home;
  const std::uint64_t run = value(home.store().begin(start()));
  ok(home.store().intend(std::vector{intent(run, 1, config("a", "1")), intent(run, 2, config("b", "1"))}));
  RawDatabase(home.file()).run("DELETE FROM operations WHERE seq = 1");
  const auto ended = home.store().end(run, RunResult::interrupted, "", std::nullopt);
  REQUIRE_FALSE(ended);
  CHECK(refusal(ended.error()).ends_with("operations of run 1 are missing"));
}

TEST_CASE("A file that is something else is refused", "[sqlite][damage]") {
  SqliteHome home;
  (void)lived_in(home);
  write_file(home.file(), std::string(20'000, 'x'));
  CHECK(all_of(home).contains("is damaged"));
}

TEST_CASE("A structure that is not sound is found when the last writer did not end its run", "[sqlite][damage]") {
  SqliteHome home;
  std::string bytes = lived_in(home);
  // The last page that is in use, whatever it holds, becomes zeros.
  bytes.replace(bytes.size() - 4096, 4096, std::string(4096, '\0'));
  write_file(home.file(), bytes);
  Lock lock = value(Lock::acquire(home.file().parent_path() / "lock", holder()));
  const auto writer = SqliteStore::open_for_writing(home.file(), lock, home.clock);
  REQUIRE_FALSE(writer);
  CHECK(writer.error().message().contains("is damaged"));
}

TEST_CASE("A flipped byte is refused or changes nothing that is read", "[sqlite][damage]") {
  SqliteHome home;
  const std::string whole = lived_in(home);
  const std::string before = all_of(home);
  REQUIRE_FALSE(before.contains("refused"));
  std::mt19937 random(3);
  int refused = 0;
  for (int round = 0; round < 400; ++round) {
    const std::size_t at = random() % whole.size();
    const char flip = static_cast<char>(1 + random() % 255);
    CAPTURE(round, at);
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ flip);
    write_file(home.file(), bytes);
    const std::string after = all_of(home);
    if (after.contains("refused: ")) {
      ++refused;
    } else {
      REQUIRE(after == before);
    }
  }
  CHECK(refused > 70);
}

TEST_CASE("A page in the place of another is refused or changes nothing that is read", "[sqlite][damage]") {
  SqliteHome home;
  const std::string whole = lived_in(home);
  const std::string before = all_of(home);
  const std::size_t pages = whole.size() / 4096;
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    const std::size_t from = random() % pages;
    const std::size_t to = random() % pages;
    CAPTURE(round, from, to);
    std::string bytes = whole;
    bytes.replace(to * 4096, 4096, whole.substr(from * 4096, 4096));
    write_file(home.file(), bytes);
    const std::string after = all_of(home);
    if (!after.contains("refused: ")) REQUIRE(after == before);
  }
}
