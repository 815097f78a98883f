#include <catch2/catch_test_macros.hpp>

#include "core/apply/resume.h"
#include "tests/unit/apply/world.h"

using namespace trimtab;
using trimtab::test::World;

namespace {

std::vector<std::string> told(const World& world, EventKind kind) {
  std::vector<std::string> texts;
  for (const Event& event : world.events()) {
    if (event.kind == kind) texts.push_back(event.text);
  }
  return texts;
}

/// A signal comes while the effect on config/a is under way, and its driver leaves it there.
void cut_off_at_config_a(World& world) {
  world.when_touched("config/a", [&world](const Effect&) -> Result<Effected> {
    world.interrupt();
    return fail(Errc::interrupted, "E0506", "was cut off");
  });
}

}  // namespace

TEST_CASE("Nobody waits for health any longer once a run is interrupted") {
  World world;
  world.when_looked_at("workload/web", [&world] {
    world.interrupt();
    return Health{HealthState::starting, "not yet", std::nullopt};
  });
  CHECK(world.apply("workload/web, config/later -> workload/web").result == RunResult::interrupted);
  CHECK(world.calls() == "create workload/web");
  CHECK(told(world, EventKind::change_skipped) == std::vector<std::string>{"interrupted"});
}

TEST_CASE("What was written down and not started when the interruption came is settled as not started") {
  World world;
  world.interrupt_at("config/a");
  CHECK(world.apply("config/a, config/b, config/c").result == RunResult::interrupted);
  CHECK(world.calls() == "create config/a");
  CHECK_FALSE(world.store().read()->open_run);
}

TEST_CASE("A second signal ends the run at once and leaves it open for the next one") {
  World world;
  world.when_touched("config/a", [&world](const Effect&) -> Result<Effected> {
    world.interrupt();
    world.interrupt();
    return fail(Errc::interrupted, "E0506", "was cut off");
  });
  CHECK(world.apply("config/a, config/b -> config/a").result == RunResult::interrupted);
  CHECK(world.store().read()->open_run == 1);
}

TEST_CASE("An effect that was cut off is neither done nor failed: the next command looks what became of it") {
  World world;
  cut_off_at_config_a(world);
  (void)world.apply("config/a");
  CHECK(told(world, EventKind::note) == std::vector<std::string>{"app/config/a: was cut off"});
  const auto recovered = resume_open_run(world.store(), world, *world.store().read());
  REQUIRE(recovered->size() == 1);
  CHECK(recovered->front().text == "found not done after an interruption");
}

TEST_CASE("An object of a driver that is gone stops the look at an open run, by its name") {
  World world;
  cut_off_at_config_a(world);
  (void)world.apply("config/a");
  world.knows_no("config");
  const auto recovered = resume_open_run(world.store(), world, *world.store().read());
  REQUIRE_FALSE(recovered);
  CHECK(recovered.error().message() == "app/config/a: this target has no driver named \"config\"");
}
