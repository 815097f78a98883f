#include <algorithm>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

#include "tests/unit/apply/world.h"

using namespace trimtab;
using trimtab::test::World;

namespace {

Position at(std::uint32_t line) {
  Position position;
  position.file = "spec.yaml";
  position.line = line;
  return position;
}

/// A spec with a component "app" whose fields stand in line 7, its key in line 3.
struct OneLine final : Places {
  [[nodiscard]] std::optional<Position> component(std::string_view, std::string_view pointer, bool) const override {
    return at(pointer.empty() ? 3 : 7);
  }
  [[nodiscard]] std::optional<Position> stack(std::string_view) const override { return std::nullopt; }
};

Result<Effected> refused(std::string label) {
  Diagnostic diagnostic;
  diagnostic.code = "E0505";
  diagnostic.what = "it is refused";
  diagnostic.label = std::move(label);
  return fail(Errc::failed, std::move(diagnostic));
}

/// What an apply of one workload says is wrong.
Diagnostic complaint(World& world) {
  const Report report = world.apply("workload/web");
  REQUIRE(report.diagnostics.size() == 1);
  return report.diagnostics.front();
}

}  // namespace

TEST_CASE("A failure stands at the field of the spec that the target blames") {
  const OneLine places;
  World world;
  world.spec_is_at(&places);
  world.edit_plan([](Plan& plan) { plan.spec["app"] = {{"kubernetes", {{"nodeSelector", {{"pool", "a"}}}}}}; });
  world.when_touched("workload/web", [](const Effect&) { return refused("spec.template.spec.nodeSelector"); });
  CHECK(complaint(world).at == at(7));
}

TEST_CASE("Where no field is blamed it stands where the spec asked for the change") {
  const OneLine places;
  World world;
  world.spec_is_at(&places);
  world.edit_plan([](Plan& plan) {
    plan.spec["app"] = {{"replicas", 2}};
    Reason reason;
    reason.text = "replicas is 2 now";
    reason.at = at(5);
    plan.changes.front().reasons.push_back(reason);
  });
  world.when_touched("workload/web", [](const Effect&) { return refused("spec.nothing.of.ours"); });
  const Diagnostic said = complaint(world);
  CHECK(said.at == at(5));
  CHECK(said.label == "replicas is 2 now");
}

TEST_CASE("A place that a driver knows itself is left as it is") {
  World world;
  world.when_touched("workload/web", [](const Effect&) -> Result<Effected> {
    Diagnostic diagnostic;
    diagnostic.what = "it is refused";
    diagnostic.at = at(9);
    return fail(Errc::failed, std::move(diagnostic));
  });
  CHECK(complaint(world).at == at(9));
}

TEST_CASE("A failure without any place names its object") {
  World world;
  world.when_touched("workload/web", [](const Effect&) { return refused(""); });
  CHECK(complaint(world).why == std::vector<std::string>{"it came up with app/workload/web"});
}

TEST_CASE("What failed is shown with the last lines that it wrote") {
  World world;
  world.fail("workload/web");
  world.wrote("workload/web", {"starting", "no such file"});
  CHECK(complaint(world).why ==
        std::vector<std::string>{"its log: starting", "its log: no such file", "it came up with app/workload/web"});
}

TEST_CASE("A line that a program wrote again and again is shown once") {
  World world;
  world.fail("workload/web");
  world.wrote("workload/web", {"starting", "no such file", "no such file", "no such file"});
  CHECK(complaint(world).why ==
        std::vector<std::string>{"its log: starting", "its log: no such file", "it came up with app/workload/web"});
}

TEST_CASE("An error that says nothing is a failure all the same") {
  World world;
  world.when_touched("workload/web",
                     [](const Effect&) -> Result<Effected> { return std::unexpected(Error{Errc::failed, {}, {}}); });
  CHECK(world.apply("workload/web").outcomes.at(*Id::parse("app/workload/web")) == Outcome::failed);
}

TEST_CASE("A driver that throws fails its object, and what does not need it goes on") {
  World world;
  world.when_touched("workload/web",
                     [](const Effect&) -> Result<Effected> { throw std::runtime_error("out of range"); });
  const Report report = world.apply("config/other, workload/web");
  REQUIRE(report.diagnostics.size() == 1);
  CHECK(report.diagnostics.front().what == "app/workload/web: its driver broke: out of range");
  CHECK(world.state() == "config/other=1");
}

TEST_CASE("An object of a driver that this target does not have fails by its name") {
  World world;
  world.knows_no("service");
  CHECK(complaint(world).what == "app/workload/web: this target has no driver named \"service\"");
}

TEST_CASE("What does not stay up fails at once, without waiting for its time to be over") {
  World world;
  world.when_looked_at("workload/web", [] { return Health{HealthState::failed, "exited 3", std::nullopt}; });
  CHECK(complaint(world).what == "app/workload/web does not stay up: exited 3");
}

TEST_CASE("A probe that cannot be made is waited for like one that says no, and its reason is told once") {
  World world;
  std::atomic<int> looks = 0;
  world.when_looked_at("workload/web", [&looks]() -> Result<Health> {
    if (++looks < 4) return fail(Errc::unreachable, "E0755", "connection refused");
    return Health{HealthState::healthy, {}, std::nullopt};
  });
  CHECK(world.apply("workload/web").result == RunResult::converged);
  CHECK(std::ranges::count(world.events(), EventKind::change_waiting, &Event::kind) == 1);
}

TEST_CASE("An object's own time ends before that of its component") {
  World world;
  world.never_healthy("workload/web");
  world.edit_plan([](Plan& plan) {
    plan.objects.front().timeout = std::chrono::seconds(5);
    plan.terms.budgets["app"] = 60;
  });
  CHECK(complaint(world).what == "app/workload/web did not become healthy in 5.0 s");
}

TEST_CASE("A component has the time that the spec gives it") {
  World world;
  world.never_healthy("workload/web");
  world.edit_plan([](Plan& plan) { plan.terms.budgets["app"] = 7; });
  CHECK(complaint(world).what == "app/workload/web did not become healthy in 7.0 s");
}

TEST_CASE("A way back to a revision keeps to the times that its components had") {
  World world;
  world.edit_plan([](Plan& plan) {
    plan.spec = {{"app", Value::object()}};
    plan.terms.budgets["app"] = 7;
  });
  REQUIRE(world.apply("workload/web").result == RunResult::converged);
  REQUIRE(world.apply("workload/web=2").result == RunResult::converged);
  world.edit_plan(nullptr);
  world.never_healthy("workload/web");
  const auto back = world.try_roll_back(1);
  REQUIRE(back);
  CHECK(back->diagnostics.front().what == "app/workload/web did not become healthy in 7.0 s");
}

TEST_CASE("What mending did before the run is told") {
  World world;
  world.needed({"the supervisor was started again"});
  (void)world.apply("config/web");
  CHECK(world.events().front().text == "the supervisor was started again");
}
