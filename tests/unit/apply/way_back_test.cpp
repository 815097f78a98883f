#include <catch2/catch_test_macros.hpp>

#include "tests/unit/apply/world.h"

using namespace trimtab;
using trimtab::test::World;

namespace {

/// Why each object was kept, as the run told it: "task/init: it cannot be undone".
std::string kept(const World& world) {
  std::vector<std::string> lines;
  for (const Event& event : world.events()) {
    if (event.kind != EventKind::change_kept) continue;
    lines.push_back(std::string(event.id.type()) + "/" + std::string(event.id.name()) + ": " + event.text);
  }
  return join(lines, "; ");
}

}  // namespace

TEST_CASE("What an interrupted run changed goes back too when the next one fails") {
  World world;
  (void)world.apply("config/a=1, config/b=1 -> config/a");
  world.interrupt_at("config/a");
  CHECK(world.apply("config/a=2, config/b=2 -> config/a").result == RunResult::interrupted);
  world.interrupt_at("nothing");
  world.fail("config/b");
  CHECK(world.apply("config/a=2, config/b=2 -> config/a").result == RunResult::rolled_back);
  CHECK(world.state() == "config/a=1, config/b=1");
}

TEST_CASE("So does a task of an interrupted run; what that run made anew stays, and the next plan knows it") {
  World world;
  (void)world.apply("task/migrate=1!undo, config/b=1 -> task/migrate");
  world.interrupt_at("task/migrate");
  (void)world.apply("config/new, task/migrate=2!undo -> config/new, config/b=2 -> task/migrate");
  world.interrupt_at("nothing");
  world.fail("config/b");
  (void)world.apply("config/new, task/migrate=2!undo -> config/new, config/b=2 -> task/migrate");
  CHECK(world.state() == "config/b=1, config/new=1, task/migrate=1");
  world.mend();
  (void)world.apply("task/migrate=1!undo, config/b=1 -> task/migrate");
  CHECK(world.calls() == "remove config/new");
}

TEST_CASE("A workload of an interrupted run is down while its task is taken back, and comes up as it was") {
  World world;
  (void)world.apply("task/migrate=1!undo, workload/web=1 -> task/migrate, config/c=1 -> workload/web");
  world.interrupt_at("workload/web");
  (void)world.apply("task/migrate=2!undo, workload/web=2 -> task/migrate, config/c=2 -> workload/web");
  world.interrupt_at("nothing");
  world.fail("config/c");
  (void)world.apply("task/migrate=2!undo, workload/web=2 -> task/migrate, config/c=2 -> workload/web");
  CHECK(world.calls() ==
        "update config/c, down workload/web, update config/c, take back task/migrate, up workload/web");
  CHECK(world.state() == "config/c=1, task/migrate=1, workload/web=1");
}

TEST_CASE("What an island of an earlier run came to stays when another one fails again") {
  World world;
  (void)world.apply("config/a=1, config/b=1");
  world.fail("config/b");
  CHECK(world.apply("config/a=2, config/b=2").result == RunResult::partly);
  CHECK(world.apply("config/a=2, config/b=2").result == RunResult::rolled_back);
  CHECK(world.state() == "config/a=2, config/b=1");
}

TEST_CASE("What goes back with a failure is what it needs or what needs it, also through what stays") {
  World world;
  (void)world.apply("config/a=1, volume/v -> config/a, config/b=1 -> volume/v, config/c=1 -> volume/v");
  world.interrupt_at("config/c");
  (void)world.apply(
      "config/a=2, volume/v -> config/a, config/c=2 -> volume/v, config/b=1 -> volume/v, config/d -> config/c");
  world.interrupt_at("nothing");
  CHECK(world.state() == "config/a=2, config/b=1, config/c=2, volume/v=1");
  world.fail("config/b");
  (void)world.apply("config/a=2, volume/v -> config/a, config/c=2 -> volume/v, config/b=2 -> volume/v");
  CHECK(world.state() == "config/a=1, config/b=1, config/c=1, volume/v=1");
}

TEST_CASE("What an island that went well changed stays, though an earlier run had changed it too") {
  World world;
  (void)world.apply("config/a=1, config/b=1");
  world.interrupt_at("config/a");
  (void)world.apply("config/a=2, config/b=2");
  world.interrupt_at("nothing");
  world.fail("config/b");
  CHECK(world.apply("config/a=3, config/b=3").result == RunResult::partly);
  CHECK(world.state() == "config/a=3, config/b=1");
}

TEST_CASE("A task that cannot be undone is kept, and the run says so") {
  World world;
  (void)world.apply("task/init=1!none, config/web=1 -> task/init");
  world.fail("config/web");
  CHECK(world.apply("task/init=2!none, config/web=2 -> task/init").result == RunResult::rolled_back);
  CHECK(kept(world) == "task/init: it cannot be undone");
}

TEST_CASE("A new task that would be run again has no earlier form to run") {
  World world;
  (void)world.apply("config/web=1");
  world.fail("config/web");
  (void)world.apply("task/init!rerun, config/web=2 -> task/init");
  CHECK(world.calls() == "run task/init, update config/web, update config/web");
  CHECK(kept(world) == "task/init: what it did does no harm and is used again");
}

TEST_CASE("A task that is run again runs in its earlier form") {
  World world;
  (void)world.apply("task/init=1!rerun, config/web=1 -> task/init");
  world.fail("config/web");
  (void)world.apply("task/init=2!rerun, config/web=2 -> task/init");
  CHECK(world.state() == "config/web=1, task/init=1");
}

TEST_CASE("What was there before the stack is let go of and stays") {
  World world;
  (void)world.apply("config/web=1");
  world.fail("config/web");
  world.edit_plan([](Plan& plan) {
    for (Change& change : plan.changes) {
      if (change.id.type() == "endpoint") change.action = Action::adopt;
    }
  });
  (void)world.apply("endpoint/theirs, config/web=2 -> endpoint/theirs");
  CHECK(world.state() == "config/web=1, endpoint/theirs=1");
  CHECK(kept(world) == "endpoint/theirs: it was there before this stack");
}

TEST_CASE("A removed workload comes back when the removal of what it needs fails") {
  World world;
  (void)world.apply("config/other, workload/db, workload/web -> workload/db");
  world.fail("workload/db");
  CHECK(world.apply("config/other").result == RunResult::rolled_back);
  CHECK(world.state() == "config/other=1, workload/db=1, workload/web=1");
}

TEST_CASE("A component that holds stays as the failure left it, while the others go back") {
  World world;
  (void)world.apply("config/web=1, workload/web=1 -> config/web");
  world.edit_plan([](Plan& plan) { plan.terms.on_failure["app"] = "hold"; });
  world.fail("workload/web");
  CHECK(world.apply("config/web=2, workload/web=2 -> config/web").result == RunResult::partly);
  CHECK(world.state() == "config/web=2, workload/web=1");
}

TEST_CASE("A volume that was made anew has lost its data: its island holds") {
  World world;
  (void)world.apply("volume/data=1, config/web=1 -> volume/data");
  world.edit_plan([](Plan& plan) { plan.changes.front().action = Action::replace; });
  world.fail("config/web");
  CHECK(world.apply("volume/data=2, config/web=2 -> volume/data").result == RunResult::partly);
}

TEST_CASE("A way back that fails is stuck, and says what failed on it") {
  World world;
  (void)world.apply("config/a=1, config/b=1 -> config/a");
  world.fail("config/b");
  world.when_touched("config/a", [](const Effect& effect) -> Result<Effected> {
    if (effect.undoing) return fail(Errc::failed, "E0505", "the old one is gone");
    return Effected{};
  });
  const Report report = world.apply("config/a=2, config/b=2 -> config/a");
  CHECK(report.result == RunResult::undo_stuck);
  CHECK(report.diagnostics.back().what == "the old one is gone");
  CHECK(report.outcomes.at(*Id::parse("app/config/a")) == Outcome::undo_failed);
}

TEST_CASE("A way back can be interrupted, and the next apply goes on from where it stands") {
  World world;
  (void)world.apply("config/a=1, config/b=1 -> config/a");
  world.fail("config/b");
  world.when_touched("config/b", [&world](const Effect& effect) -> Result<Effected> {
    if (!effect.undoing) return fail(Errc::failed, "E0505", "says no");
    world.interrupt();
    return Effected{};
  });
  CHECK(world.apply("config/a=2, config/b=2 -> config/a").result == RunResult::interrupted);
  world.mend();
  CHECK(world.apply("config/a=2, config/b=2 -> config/a").result == RunResult::converged);
}

TEST_CASE("The command rollback takes a newer task back in its own environment") {
  World world;
  (void)world.apply("task/migrate=1!undo, config/web=1 -> task/migrate");
  (void)world.apply("task/migrate=2!undo, config/web=2 -> task/migrate");
  CHECK(world.try_roll_back(1)->result == RunResult::converged);
  CHECK(world.calls() == "take back task/migrate, update config/web");
  CHECK(world.state() == "config/web=1, task/migrate=1");
}

TEST_CASE("A task that the older revision did not have is taken back and forgotten") {
  World world;
  (void)world.apply("config/web=1");
  (void)world.apply("task/migrate!undo, config/web=2 -> task/migrate");
  CHECK(world.try_roll_back(1)->result == RunResult::converged);
  CHECK_FALSE(world.store().read()->objects.contains(*Id::parse("app/task/migrate")));
}
