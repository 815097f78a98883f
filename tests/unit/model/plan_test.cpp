#include "core/model/plan.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

Object object(const std::string& name, int port) {
  Object made;
  made.id = Id("db", "workload", name);
  made.driver = "service";
  made.desired = {{"port", port}};
  return made;
}

/// A plan in which no member is at its default.
Plan full_plan() {
  Plan plan;
  plan.stack = "demo";
  plan.uid = "7f3a";
  plan.base_revision = 4;
  plan.spec_digest = "5bec";
  plan.target = "local";
  plan.target_settings = {{"directory", "/var/lib/trimtab/demo"}};
  plan.facts = {{"db", {{"server", {{"found", true}}}}}};
  plan.chosen = {{"airflow", {{"version", "3.3.2"}}}};
  plan.spec = {{"db", {{"kind", "mysql"}}}};
  plan.slots = {{"db/sql", 3306}};
  plan.plugins = {{"mysql", "0.1.0"}};
  plan.objects = {object("config", 1), object("server", 3307)};
  plan.before = {{object("server", 0).id, object("server", 3306)}};
  plan.restore = {{object("config", 0).id, std::nullopt}, {object("server", 0).id, object("server", 3305)}};
  plan.fingerprints = {{object("server", 0).id, "c0ffee"}};
  plan.terms.on_failure = {{"db", "hold"}};
  plan.terms.budgets = {{"db", 600}};
  const Change first{object("config", 0).id, Action::create, Step::act, Undo::restorable, {}, {}, {}};
  Change second{object("server", 0).id, Action::update, Step::up, Undo::compensable, {}, {}, {0}};
  second.reasons = {{ReasonKind::fallback, "changed from 3306", Position{"demo.yaml", 7, 5, 4, "    port: 3307"}},
                    {ReasonKind::drift, "the port is another", std::nullopt}};
  second.differences = {{"/port", 3306, 3307, false}, {"/password", "v3", "v4", true}, {"/gone", 1, nullptr, false}};
  second.undoing = true;
  plan.changes = {first, second};
  const Diagnostic warning{
      Severity::warning, "W0412",        "MariaDB is not supported", Position{"demo.yaml", 6, 3, 2, "  db:"}, "here",
      {"found 10.11"},   "use MySQL 8.4"};
  plan.diagnostics = {warning};
  return plan;
}

Value broken(const std::string& pointer, const Value& wrong) {
  Value value = to_value(full_plan());
  value[Value::json_pointer(pointer)] = wrong;
  return value;
}

}  // namespace

TEST_CASE("A plan that was written is read back the same", "[model][plan]") {
  const Plan plan = full_plan();
  const auto read = plan_from(Value::parse(to_value(plan).dump()));
  REQUIRE(read);
  CHECK(to_value(*read) == to_value(plan));
  CHECK(read->changes[1].reasons[0].at == plan.changes[1].reasons[0].at);
  CHECK(read->changes[1].differences == plan.changes[1].differences);
  CHECK(read->changes[1].undoing);
  CHECK(read->changes[1].needs == std::vector<std::uint32_t>{0});
  CHECK(read->diagnostics == plan.diagnostics);
  CHECK_FALSE(read->restore.at(plan.objects[0].id));
  CHECK(read->restore.at(plan.objects[1].id)->desired["port"] == 3305);
}

TEST_CASE("A plan of another format is refused by number", "[model][plan]") {
  const auto read = plan_from(broken("/v", 2));
  REQUIRE_FALSE(read);
  CHECK(read.error().code == Errc::invalid);
  CHECK(read.error().message() == "this plan has format 2, this engine reads format 1");
}

TEST_CASE("What is not a plan is refused, whatever is wrong with it", "[model][plan]") {
  CHECK_FALSE(plan_from(Value::object()));
  CHECK_FALSE(plan_from(Value::array()));
  CHECK_FALSE(plan_from(Value("plan")));
  CHECK_FALSE(plan_from(broken("/changes/0/change", "explode")));
  CHECK_FALSE(plan_from(broken("/changes/0/id", "db")));
  CHECK_FALSE(plan_from(broken("/changes/1/reasons/0/kind", "whim")));
  CHECK_FALSE(plan_from(broken("/objects/0/id", 3)));
  CHECK_FALSE(plan_from(broken("/slots", {{"db/sql", "many"}})));
  CHECK_FALSE(plan_from(broken("/live", {{"not an id", "x"}})));
  Value without = to_value(full_plan());
  without.erase("facts");
  CHECK_FALSE(plan_from(without));
}

TEST_CASE("A change can only need one that stands before it", "[model][plan]") {
  CHECK_FALSE(plan_from(broken("/changes/1/needs", {1})));
  CHECK_FALSE(plan_from(broken("/changes/0/needs", {1})));
  CHECK_FALSE(plan_from(broken("/changes/1/needs", {-1})));
}

TEST_CASE("A plan is empty when nothing in it has an effect", "[model][plan]") {
  Plan plan;
  CHECK(plan.empty());
  plan.changes.emplace_back();
  CHECK(plan.empty());
  plan.changes.emplace_back().action = Action::remove;
  CHECK_FALSE(plan.empty());
}

TEST_CASE("A plan finds its objects by id", "[model][plan]") {
  const Plan plan = full_plan();
  REQUIRE(plan.find(Id("db", "workload", "server")) != nullptr);
  CHECK(plan.find(Id("db", "workload", "server"))->desired["port"] == 3307);
  CHECK(plan.find(Id("db", "workload", "absent")) == nullptr);
}
