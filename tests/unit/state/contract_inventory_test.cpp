#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>

#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

TEMPLATE_TEST_CASE("An object is in the inventory from its outcome on, and out of it only by one", "[store][inventory]",
                   TRIMTAB_STORE_HOMES) {
  TestType home;
  (void)applied(home.store(), {config("a", "1"), config("b", "1")});
  const std::uint64_t run = value(home.store().begin(start()));
  Operation removal = intent(run, 1, config("a", "1"));
  removal.action = Action::remove;
  removal.before = removal.desired;
  removal.desired.reset();
  const std::vector<Operation> intents = {removal, intent(run, 2, config("b", "2")), intent(run, 3, config("c", "1"))};
  ok(home.store().intend(intents));
  CHECK(text(value(home.store().read()).objects) == "a=1 b=1");

  ok(home.store().settle(run, std::vector{made(2, config("b", "2"))}));
  CHECK(text(value(home.store().read()).objects) == "a=1 b=2");
  ok(home.store().settle(run, std::vector{failed(3, "no"), gone(1)}));
  home.reopen();
  CHECK(text(value(home.store().read()).objects) == "b=2");
}

TEMPLATE_TEST_CASE("The inventory knows digest, identity and the run that made an object", "[store][inventory]",
                   TRIMTAB_STORE_HOMES) {
  TestType home;
  (void)applied(home.store(), {config("a", "1")});
  (void)applied(home.store(), {config("a", "1"), config("b", "1")});
  const auto objects = value(home.store().read()).objects;
  const Recorded& recorded = objects.at(Id("db", "config", "b"));
  CHECK(recorded.object.digest() == config("b", "1").digest());
  CHECK(recorded.native == "inode 2");
  CHECK(recorded.run == 2);
}

TEMPLATE_TEST_CASE("Every member of an object comes back as it went in", "[store][inventory]", TRIMTAB_STORE_HOMES) {
  TestType home;
  Object task;
  task.id = Id("airflow", "task", "migrate", "1");
  task.driver = "task";
  task.desired = Value::parse(R"({"run": {"command": ["airflow", "db", "migrate"], "timeout": 600},
    "inputs": {"version": "3.3.2", "ratio": 0.5, "none": null, "text": "Grüße, \"quoted\"\n"}})");
  task.needs = {Id("db", "workload", "server"), Id("airflow", "config", "airflow", "airflow.cfg")};
  task.from = "/version";
  task.summary = "brings the schema to 3.3.2";
  task.protect = true;
  task.retain = true;
  task.back = TaskBack::undo;
  task.while_down = {Id("airflow", "workload", "scheduler")};
  task.timeout = std::chrono::minutes(10);
  (void)applied(home.store(), {task});
  home.reopen();

  const Object back = value(home.store().read()).objects.at(task.id).object;
  CHECK(Value(back) == Value(task));
  CHECK(back.timeout == task.timeout);
  CHECK(back.digest() == task.digest());
  CHECK(Value(value(home.store().revision(1)).objects.at(0)) == Value(task));
}

TEMPLATE_TEST_CASE("What differs from the last revision is told, with the state to return to", "[store][inventory]",
                   TRIMTAB_STORE_HOMES) {
  TestType home;
  (void)applied(home.store(), {config("same", "1"), config("changed", "1"), config("gone", "1")});
  CHECK(text(value(home.store().since_revision())).empty());

  const std::uint64_t run = value(home.store().begin(start()));
  const std::vector<Operation> intents = {intent(run, 1, config("changed", "2")), intent(run, 2, config("gone", "1")),
                                          intent(run, 3, config("new", "1"))};
  ok(home.store().intend(intents));
  const std::vector<Settlement> outcomes = {made(1, config("changed", "2")), gone(2), made(3, config("new", "1"))};
  ok(home.store().settle(run, outcomes));
  (void)value(home.store().end(run, RunResult::partly, "held", std::nullopt));
  CHECK(text(value(home.store().since_revision())) == "changed=1 gone=1 new=-");
}

TEMPLATE_TEST_CASE("Before the first revision there is nothing to return to", "[store][inventory]",
                   TRIMTAB_STORE_HOMES) {
  TestType home;
  const std::uint64_t run = value(home.store().begin(start()));
  ok(home.store().intend(std::vector{intent(run, 1, config("a", "1"))}));
  ok(home.store().settle(run, std::vector{made(1, config("a", "1"))}));
  CHECK(text(value(home.store().since_revision())) == "a=-");
}

TEMPLATE_TEST_CASE("A revision renews what is not part of an object's digest", "[store][inventory]",
                   TRIMTAB_STORE_HOMES) {
  TestType home;
  (void)applied(home.store(), {config("a", "1"), config("b", "1")});
  Object described = config("a", "1");
  described.needs = {Id("db", "config", "b")};
  described.protect = true;
  Object not_applied = config("b", "2");
  not_applied.protect = true;
  const std::uint64_t run = value(home.store().begin(start()));
  (void)value(home.store().end(run, RunResult::converged, "", revision_of({described, not_applied})));

  const auto objects = value(home.store().read()).objects;
  CHECK(text(objects) == "a=1 b=1");
  CHECK(objects.at(described.id).object.protect);
  CHECK(objects.at(described.id).object.needs == described.needs);
  CHECK(objects.at(described.id).native == "inode 1");
  CHECK(objects.at(described.id).run == 1);
  CHECK_FALSE(objects.at(not_applied.id).object.protect);
  CHECK(text(value(home.store().since_revision())) == "b=2");
}
