#include <catch2/catch_test_macros.hpp>

#include "tests/unit/apply/world.h"

using namespace trimtab;
using trimtab::test::World;

TEST_CASE("A first apply makes everything in the order of needs and ends in revision 1") {
  World world;
  const Report report = world.apply("workload/web -> config/web, config/web, volume/data");
  CHECK(world.calls() == "create config/web, create volume/data, create workload/web");
  CHECK(report.result == RunResult::converged);
  CHECK(report.revision == 1);
}

TEST_CASE("A second apply of the same stack calls no driver") {
  World world;
  (void)world.apply("config/web, workload/web -> config/web");
  const Report report = world.apply("config/web, workload/web -> config/web");
  CHECK(world.calls().empty());
  CHECK(report.result == RunResult::converged);
}

TEST_CASE("What a task writes is told line by line, after its start and before its end") {
  World world;
  world.when_touched("task/t", [](const Effect& effect) {
    effect.wait("no place yet");
    effect.say("one");
    effect.say("two");
    return Effected{};
  });
  (void)world.apply("task/t");
  std::vector<std::string> told;
  for (const Event& event : world.events()) {
    if (!event.id.empty()) told.push_back(join(std::vector{to_text(event.kind), event.text}, " "));
  }
  CHECK(told == std::vector<std::string>{"change_started ", "change_waiting no place yet", "change_said one",
                                         "change_said two", "change_done not yet"});
}

TEST_CASE("A failed first apply stops its island and keeps what was made as evidence") {
  World world;
  world.fail("workload/web");
  const Report report = world.apply("config/web, workload/web -> config/web, task/smoke -> workload/web");
  CHECK(world.calls() == "create config/web, create workload/web");
  CHECK(report.result == RunResult::partly);
  CHECK(report.outcomes.at(*Id::parse("app/task/smoke")) == Outcome::skipped);
}

TEST_CASE("A failed change is rolled back to the revision before, newest change first") {
  World world;
  (void)world.apply("config/web=1, workload/web=1 -> config/web");
  world.never_healthy("workload/other");
  const Report report = world.apply("config/web=2, workload/web=2 -> config/web, workload/other -> workload/web");
  CHECK(report.result == RunResult::rolled_back);
  CHECK(world.state() == "config/web=1, workload/web=1");
  CHECK(world.store().read()->revision == 1);
}

TEST_CASE("An island that fails does not take another one with it") {
  World world;
  (void)world.apply("config/a=1, config/b=1");
  world.fail("config/a");
  const Report report = world.apply("config/a=2, config/b=2");
  CHECK(report.result == RunResult::partly);
  CHECK(world.state() == "config/a=1, config/b=2");
}

TEST_CASE("A task that is taken back has its workload stopped before and started after") {
  World world;
  (void)world.apply("task/migrate=1!undo down workload/web, workload/web=1 -> task/migrate");
  world.fail("workload/web");
  const Report report = world.apply("task/migrate=2!undo down workload/web, workload/web=2 -> task/migrate");
  CHECK(world.calls() ==
        "down workload/web, run task/migrate, up workload/web, "
        "down workload/web, take back task/migrate, up workload/web");
  CHECK(report.result == RunResult::rolled_back);
  CHECK(world.state() == "task/migrate=1, workload/web=1");
}

TEST_CASE("A task whose effect is kept is recorded with its identity, or the next plan would run it again") {
  World world;
  (void)world.apply("task/init=1!keep, config/web=1 -> task/init");
  world.fail("config/web");
  CHECK(world.apply("task/init=2!keep, config/web=2 -> task/init").result == RunResult::rolled_back);
  CHECK(world.store().read()->objects.at(*Id::parse("app/task/init")).native == "identity of task/init");
}

TEST_CASE("A task that was removed is known again after the way back, and is not run a second time") {
  World world;
  (void)world.apply("config/base, task/init -> config/base, config/other");
  world.fail("config/base");
  const Report report = world.apply("config/other");
  CHECK(world.calls() == "remove task/init, remove config/base, create config/base");
  CHECK(report.result == RunResult::rolled_back);
  CHECK(world.store().read()->objects.contains(*Id::parse("app/task/init")));
}

TEST_CASE("Nothing is said to be done before the journal has it") {
  World world;
  (void)world.apply("config/a, config/b -> config/a, task/c -> config/b, workload/d");
  CHECK_FALSE(world.told_too_early());
}

TEST_CASE("A volume made by a failed change is kept, and the secret that opens it") {
  World world;
  (void)world.apply("config/web");
  world.fail("workload/db");
  (void)world.apply("config/web, volume/data, secret/root, workload/db -> volume/data + secret/root");
  CHECK(world.state() == "config/web=1, secret/root=1, volume/data=1");
}

TEST_CASE("A destroy that fails puts nothing back, and the next one goes on from there") {
  World world;
  (void)world.apply("config/web, workload/web -> config/web");
  world.fail("config/web");
  CHECK(world.apply("").result == RunResult::partly);
  CHECK(world.calls() == "remove workload/web, remove config/web");
  world.mend();
  CHECK(world.apply("").result == RunResult::converged);
  CHECK(world.calls() == "remove config/web");
}

TEST_CASE("Where data is gone for good a failure holds: an empty volume is not what was there") {
  World world;
  (void)world.apply("config/web, volume/data -> config/web, config/other");
  world.fail("config/web");
  CHECK(world.apply("config/other").result == RunResult::partly);
  CHECK(world.state() == "config/other=1, config/web=1");
}

TEST_CASE("What is not healthy in its component's time fails with what was missing") {
  World world;
  world.never_healthy("workload/web");
  const Report report = world.apply("workload/web");
  REQUIRE(report.diagnostics.size() == 1);
  CHECK(report.diagnostics.front().what == "app/workload/web did not become healthy in 30 s");
  CHECK(report.diagnostics.front().why == std::vector<std::string>{"not yet"});
}

TEST_CASE("An interruption ends what is in flight, starts nothing more and can be resumed") {
  World world;
  world.interrupt_at("config/a");
  const Report stopped = world.apply("config/a, config/b -> config/a");
  CHECK(stopped.result == RunResult::interrupted);
  CHECK(world.state() == "config/a=1");
  world.interrupt_at("nothing");
  const Report resumed = world.apply("config/a, config/b -> config/a");
  CHECK(world.calls() == "create config/b");
  CHECK(resumed.revision == 1);
}

TEST_CASE("Once the hold on the stack is not certain any more nothing is started, and the intents stay open") {
  World world;
  int effects = 0;
  world.store().before_act(
      [&effects] { return ++effects <= 1 ? Status() : fail(Errc::locked, "E0663", "the lease could not be renewed"); });
  const auto report = world.try_apply("config/a, config/b, config/c");
  REQUIRE_FALSE(report);
  CHECK(report.error().code == Errc::locked);
  CHECK(world.calls() == "create config/a");
  CHECK(world.store().read()->open_run == 1);
}

TEST_CASE("What three tries could not make is not tried a fourth time by itself") {
  World world;
  (void)world.apply("config/web=1");
  world.fail("config/web");
  for (int i = 0; i < 3; ++i) (void)world.apply("config/web=2");
  const Status verdict = check_not_rejected(world.planned("config/web=2"), world.store());
  REQUIRE_FALSE(verdict);
  CHECK(verdict.error().code == Errc::refused);
  CHECK(check_not_rejected(world.planned("config/web=3"), world.store()));
}
