#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

TEMPLATE_TEST_CASE("A revision holds everything a rollback needs", "[store][revision]", TRIMTAB_STORE_HOMES) {
  TestType home;
  const std::uint64_t run = value(home.store().begin(start()));
  Revision revision = revision_of({config("b", "1"), config("a", "1")});
  revision.spec_digest = "5bec";
  revision.spec = {{"db", {{"kind", "mysql"}}}};
  revision.facts = {{"db", {{"server", {{"found", true}}}}}};
  revision.chosen = {{"db", {{"flavour", "mariadb"}}}};
  revision.plugins = {{"mysql", "0.1.0"}};
  revision.slots = {{"db/sql", 3306}};
  revision.terms = {{{"db", "hold"}}, {{"db", 600}}};
  home.clock.advance(std::chrono::seconds(5));
  CHECK(value(home.store().end(run, RunResult::converged, "", revision)) == 1);
  home.reopen();

  const Revision kept = value(home.store().revision(1));
  CHECK(kept.number == 1);
  CHECK(kept.run == run);
  CHECK(kept.at == home.clock.wall());
  CHECK(kept.spec_digest == "5bec");
  CHECK(kept.spec == revision.spec);
  CHECK(kept.facts == revision.facts);
  CHECK(kept.chosen == revision.chosen);
  CHECK(kept.plugins == revision.plugins);
  CHECK(kept.slots == revision.slots);
  CHECK(kept.terms == revision.terms);
  CHECK(text(kept.objects) == "b=1 a=1");
  CHECK(value(home.store().runs(1)).front().revision == 1);

  const Record record = value(home.store().read());
  CHECK(record.revision == 1);
  CHECK(record.spec == revision.spec);
  CHECK(record.facts == revision.facts);
  CHECK(record.terms == revision.terms);
}

TEMPLATE_TEST_CASE("The ten newest revisions are kept, without their objects in the list", "[store][revision]",
                   TRIMTAB_STORE_HOMES) {
  TestType home;
  for (int number = 1; number <= 13; ++number) {
    (void)applied(home.store(), {config("same", "1"), config("a", std::to_string(number))});
  }
  const auto revisions = value(home.store().revisions());
  REQUIRE(revisions.size() == kept_revisions);
  CHECK(revisions.front().number == 13);
  CHECK(revisions.back().number == 4);
  CHECK(revisions.front().objects.empty());
  CHECK(text(value(home.store().revision(4)).objects) == "same=1 a=4");
  CHECK(home.store().revision(3).error().code == Errc::invalid);
  CHECK(home.store().revision(14).error().code == Errc::invalid);
  CHECK(text(value(home.store().read()).objects) == "a=13 same=1");
}

TEMPLATE_TEST_CASE("Slots of a run are added at its beginning and replaced by its revision", "[store][revision]",
                   TRIMTAB_STORE_HOMES) {
  TestType home;
  using Slots = std::map<std::string, std::int64_t>;
  RunStart first = start();
  first.slots = {{"db/sql", 3306}};
  const std::uint64_t interrupted = value(home.store().begin(first));
  (void)value(home.store().end(interrupted, RunResult::interrupted, "", std::nullopt));

  RunStart second = start();
  second.slots = {{"broker/redis", 6379}};
  const std::uint64_t run = value(home.store().begin(second));
  CHECK(value(home.store().read()).slots == Slots{{"broker/redis", 6379}, {"db/sql", 3306}});
  Revision revision;
  revision.slots = {{"broker/redis", 6379}};
  (void)value(home.store().end(run, RunResult::converged, "", revision));
  CHECK(value(home.store().read()).slots == Slots{{"broker/redis", 6379}});
}

TEMPLATE_TEST_CASE("A run that was rolled back takes its chosen defaults along", "[store][revision]",
                   TRIMTAB_STORE_HOMES) {
  TestType home;
  const auto run_with = [&home](const Value& chosen, RunResult result, bool makes_revision) {
    RunStart next = start();
    next.chosen = chosen;
    const std::uint64_t run = value(home.store().begin(next));
    Revision revision;
    revision.chosen = value(home.store().read()).chosen;
    const auto made = makes_revision ? std::optional(revision) : std::nullopt;
    (void)value(home.store().end(run, result, "", made));
    return value(home.store().read()).chosen.dump();
  };
  CHECK(run_with({{"airflow", "3.3.1"}}, RunResult::interrupted, false) == R"({"airflow":"3.3.1"})");
  CHECK(run_with({{"db", "11.4"}}, RunResult::converged, true) == R"({"airflow":"3.3.1","db":"11.4"})");
  CHECK(run_with({{"airflow", "3.4.0"}}, RunResult::rolled_back, false) == R"({"airflow":"3.3.1","db":"11.4"})");
  CHECK(run_with({{"airflow", "3.4.0"}}, RunResult::partly, false) == R"({"airflow":"3.4.0","db":"11.4"})");
}
