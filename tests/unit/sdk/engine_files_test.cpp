#include <catch2/catch_test_macros.hpp>

#include "core/event/sinks.h"
#include "core/model/plan.h"
#include "oracle.h"

using namespace trimtab;

namespace {

Diagnostic a_diagnostic() {
  return {Severity::warning, "W0412",    "not for production", Position{"demo.yaml", 7, 5, 2, "  db: x"}, "here",
          {"seen"},          "change it"};
}

Object an_object(const std::string& name) {
  Object object;
  object.id = Id("db", "config", name);
  object.driver = "file";
  object.desired = {{"mode", "0640"}};
  object.needs = {Id("db", "volume", "data")};
  object.from = "/config";
  object.summary = "one file";
  object.protect = object.retain = true;
  object.back = TaskBack::undo;
  object.while_down = {Id("db", "workload", "server")};
  object.timeout = Duration(5000);
  return object;
}

Plan a_plan() {
  Plan plan;
  plan.stack = "demo";
  plan.uid = "u";
  plan.target = "local";
  plan.slots = {{"db/endpoint/sql", 3306}};
  plan.plugins = {{"mysql", "0.1.0"}};
  plan.objects = {an_object("my.cnf")};
  plan.before.emplace(Id("db", "config", "my.cnf"), an_object("my.cnf"));
  plan.restore.emplace(Id("db", "config", "my.cnf"), std::nullopt);
  plan.fingerprints[Id("db", "config", "my.cnf")] = "f";
  plan.terms.on_failure["db"] = "hold";
  plan.terms.budgets["db"] = 600;
  Change change;
  change.id = Id("db", "config", "my.cnf");
  change.action = Action::update;
  change.reasons = {{ReasonKind::fallback, "default", a_diagnostic().at}, {ReasonKind::drift, "changed", std::nullopt}};
  change.differences = {{"/mode", nullptr, "0640", false}};
  plan.changes = {change};
  plan.diagnostics = {a_diagnostic()};
  return plan;
}

}  // namespace

TEST_CASE("A plan file fits its schema, and what the schema needs is what reading needs") {
  const Value whole = to_value(a_plan());
  const Oracle oracle("plan");
  CHECK(oracle.accepts(whole));
  CHECK(plan_from(whole));
  for (const auto& [name, member] : whole.items()) {
    Value changed = whole;
    changed.erase(name);
    CAPTURE(name);
    CHECK_FALSE(oracle.accepts(changed));
    if (name != "engine") CHECK_FALSE(plan_from(changed));
  }
}

TEST_CASE("Each line of JSON output fits its schema") {
  const auto clock = make_system_clock();
  const Oracle oracle("event");
  std::string lines;
  const auto sink = make_json_sink([&](std::string_view text) { lines += text; }, *clock);
  Event event;
  event.kind = EventKind::change_failed;
  event.run = 17;
  event.id = Id("db", "config", "my.cnf");
  event.action = Action::create;
  event.text = "half";
  event.diagnostic = a_diagnostic();
  sink->emit(event);
  CHECK(oracle.accepts(Value::parse(lines)));
  for (int kind = 0; kind <= static_cast<int>(EventKind::note); ++kind) {
    lines.clear();
    Event bare;
    bare.kind = static_cast<EventKind>(kind);
    sink->emit(bare);
    CAPTURE(lines);
    CHECK(oracle.accepts(Value::parse(lines)));
  }
}
