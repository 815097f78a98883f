#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

TEMPLATE_TEST_CASE("A stack that was never applied has an empty record", "[store]", TRIMTAB_STORE_HOMES) {
  TestType home;
  const Record record = value(home.store().read());
  CHECK(record.uid.empty());
  CHECK(record.revision == 0);
  CHECK(record.objects.empty());
  CHECK_FALSE(record.open_run);
  CHECK(value(home.store().runs(5)).empty());
  CHECK(value(home.store().operations(1)).empty());
  CHECK(value(home.store().since_revision()).empty());
}

TEMPLATE_TEST_CASE("A run stays open, with its slots and choices, until it is ended", "[store]", TRIMTAB_STORE_HOMES) {
  TestType home;
  RunStart first = start();
  first.slots = {{"db/sql", 3306}};
  first.chosen = {{"airflow", {{"version", "3.3.2"}}}};
  first.changes = 17;
  const std::uint64_t run = value(home.store().begin(first));
  CHECK(run == 1);
  home.reopen();

  const Record open = value(home.store().read());
  CHECK(open.uid == "7f3a");
  CHECK(open.open_run == run);
  CHECK(open.slots == std::map<std::string, std::int64_t>{{"db/sql", 3306}});
  CHECK(open.chosen["airflow"]["version"] == "3.3.2");

  home.clock.advance(std::chrono::seconds(41));
  CHECK(value(home.store().end(run, RunResult::interrupted, "stopped by the user", std::nullopt)) == 0);
  CHECK_FALSE(value(home.store().read()).open_run);
  const auto runs = value(home.store().runs(10));
  REQUIRE(runs.size() == 1);
  CHECK(runs[0].command == "apply");
  CHECK(runs[0].changes == 17);
  CHECK(runs[0].result == RunResult::interrupted);
  CHECK(runs[0].text == "stopped by the user");
  CHECK(*runs[0].ended - runs[0].started == std::chrono::seconds(41));
}

TEMPLATE_TEST_CASE("A run that did not end is ended as interrupted by the next", "[store]", TRIMTAB_STORE_HOMES) {
  TestType home;
  (void)value(home.store().begin(start()));
  home.reopen();
  CHECK(value(home.store().begin(start("rollback"))) == 2);
  const auto runs = value(home.store().runs(10));
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].command == "rollback");
  CHECK_FALSE(runs[0].result);
  CHECK(runs[1].result == RunResult::interrupted);
}

TEMPLATE_TEST_CASE("Intents are in the journal before anything is known of their effects", "[store][journal]",
                   TRIMTAB_STORE_HOMES) {
  TestType home;
  const std::uint64_t run = value(home.store().begin(start()));
  Operation second = intent(run, 2, config("b", "2"));
  second.before = config("b", "1");
  second.action = Action::update;
  second.step = Step::down;
  second.undo = Undo::compensable;
  second.undoing = true;
  const std::vector<Operation> intents = {intent(run, 1, config("a", "1")), second};
  ok(home.store().intend(intents));
  home.reopen();

  CHECK(value(home.store().read()).open_run == run);
  CHECK(value(home.store().read()).objects.empty());
  const auto journal = value(home.store().operations(run));
  CHECK(text(journal) == "1 create a intended, 2 update b intended");
  CHECK(journal[1].before->desired == config("b", "1").desired);
  CHECK(journal[1].desired->desired == config("b", "2").desired);
  CHECK(journal[1].step == Step::down);
  CHECK(journal[1].undo == Undo::compensable);
  CHECK(journal[1].undoing);
  CHECK_FALSE(journal[0].before);
}

TEMPLATE_TEST_CASE("An outcome stands in the journal with identity and text", "[store][journal]", TRIMTAB_STORE_HOMES) {
  TestType home;
  const std::uint64_t run = value(home.store().begin(start()));
  const std::vector<Operation> intents = {intent(run, 1, config("a", "1")), intent(run, 2, config("b", "1"))};
  ok(home.store().intend(intents));
  const std::vector<Settlement> outcomes = {made(1, config("a", "1")), failed(2, "no space left on device")};
  ok(home.store().settle(run, outcomes));

  const auto journal = value(home.store().operations(run));
  CHECK(text(journal) == "1 create a done, 2 create b failed");
  CHECK(journal[0].native == "inode 1");
  CHECK(journal[1].text == "no space left on device");

  Settlement undone;
  undone.seq = 1;
  undone.status = OperationStatus::undone;
  ok(home.store().settle(run, std::vector{undone}));
  CHECK(value(home.store().operations(run))[0].status == OperationStatus::undone);
  CHECK(value(home.store().operations(run))[0].native == "inode 1");
}

TEMPLATE_TEST_CASE("No run begins or ends over an intent without an outcome", "[store][journal]", TRIMTAB_STORE_HOMES) {
  TestType home;
  const std::uint64_t run = value(home.store().begin(start()));
  ok(home.store().intend(std::vector{intent(run, 1, config("a", "1"))}));
  CHECK(home.store().end(run, RunResult::converged, "", std::nullopt).error().code == Errc::internal);
  CHECK(home.store().begin(start()).error().code == Errc::internal);
  CHECK(value(home.store().read()).open_run == run);
}

TEMPLATE_TEST_CASE("What breaks the contract writes nothing", "[store][journal]", TRIMTAB_STORE_HOMES) {
  TestType home;
  Store& store = home.store();
  const std::uint64_t run = value(store.begin(start()));
  ok(store.intend(std::vector{intent(run, 1, config("a", "1"))}));

  CHECK(store.intend(std::vector{intent(run, 2, config("b", "1")), intent(run, 1, config("c", "1"))}).error().code ==
        Errc::internal);
  CHECK(store.intend(std::vector{intent(run + 1, 1, config("b", "1"))}).error().code == Errc::internal);
  CHECK(store.settle(run, std::vector{made(1, config("a", "1")), made(9, config("b", "1"))}).error().code ==
        Errc::internal);
  CHECK(store.settle(run, std::vector{made(1, config("other", "1"))}).error().code == Errc::internal);
  CHECK(store.settle(run + 1, {}).error().code == Errc::internal);
  CHECK(store.end(run + 1, RunResult::converged, "", std::nullopt).error().code == Errc::internal);

  CHECK(text(value(store.operations(run))) == "1 create a intended");
  CHECK(value(store.read()).objects.empty());
}

TEMPLATE_TEST_CASE("A plan made for another stack is refused", "[store]", TRIMTAB_STORE_HOMES) {
  TestType home;
  const std::uint64_t run = value(home.store().begin(start()));
  (void)value(home.store().end(run, RunResult::converged, "", std::nullopt));
  RunStart other = start();
  other.uid = "0c21";
  CHECK(home.store().begin(other).error().code == Errc::stale);
  CHECK(value(home.store().read()).uid == "7f3a");
}

TEMPLATE_TEST_CASE("Only so many runs are remembered, the newest", "[store]", TRIMTAB_STORE_HOMES) {
  TestType home;
  for (std::size_t count = 0; count < kept_runs + 3; ++count) {
    const std::uint64_t run = value(home.store().begin(start()));
    ok(home.store().intend(std::vector{intent(run, 1, config("a", std::to_string(run)))}));
    ok(home.store().settle(run, std::vector{made(1, config("a", std::to_string(run)))}));
    (void)value(home.store().end(run, RunResult::partly, "", std::nullopt));
  }
  const auto runs = value(home.store().runs(1000));
  CHECK(runs.size() == kept_runs);
  CHECK(runs.front().run == kept_runs + 3);
  CHECK(value(home.store().operations(3)).empty());
  CHECK(value(home.store().operations(4)).size() == 1);
  CHECK(text(value(home.store().read()).objects) == "a=103");
}

TEMPLATE_TEST_CASE("Rejections are kept by digest until they are lifted", "[store]", TRIMTAB_STORE_HOMES) {
  TestType home;
  ok(home.store().reject({"aa11", 1, home.clock.wall(), "airflow/task/migrate failed"}));
  ok(home.store().reject({"aa11", 2, home.clock.wall(), "airflow/task/migrate failed again"}));
  ok(home.store().reject({"bb22", 3, home.clock.wall(), "db/workload/server: not healthy"}));
  home.reopen();
  const auto rejections = value(home.store().rejections());
  REQUIRE(rejections.size() == 2);
  CHECK(rejections[0].digest == "aa11");
  CHECK(rejections[0].tries == 2);
  CHECK(rejections[0].reason == "airflow/task/migrate failed again");
  CHECK(rejections[1].last == home.clock.wall());
  ok(home.store().lift_rejections());
  CHECK(value(home.store().rejections()).empty());
}
