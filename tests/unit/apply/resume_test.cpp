#include "core/apply/resume.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/unit/apply/world.h"

using namespace trimtab;
using trimtab::test::World;

namespace {

/// From now on the engine is as good as dead once a step of the way back of `id` stands in the journal: its outcome
/// does not come there any more.
void cut_off_at_the_way_back_of(World& world, const Id& id) {
  world.store().before_write([&world, id](const std::string& function) -> Status {
    if (function != "settle" && function != "end") return {};
    const std::uint64_t run = world.store().runs(1)->front().run;
    const auto operations = world.store().operations(run);
    for (const Operation& operation : operations.value()) {
      if (operation.undoing && operation.id == id) return fail(Errc::unreachable, "E0657", "the disk is full");
    }
    return {};
  });
}

/// What the next command does first.
std::vector<Recovered> resumed(World& world) {
  world.store().before_write({});
  return *resume_open_run(world.store(), world, *world.store().read());
}

}  // namespace

TEST_CASE("A removed task that a kill kept from being recorded again is recorded, not run a second time") {
  World world;
  const Id task = *Id::parse("app/task/init");
  (void)world.apply("config/base, task/init -> config/base, config/other");
  world.fail("config/base");
  cut_off_at_the_way_back_of(world, task);
  (void)world.try_apply("config/other");
  CHECK_FALSE(world.store().read()->objects.contains(task));
  (void)resumed(world);
  CHECK(world.store().read()->objects.at(task).native == "identity of task/init");
}

TEST_CASE("A removal of which something is left was not done") {
  World world;
  (void)world.apply("config/base, config/other");
  world.leave_rest_of("config/base");
  world.store().before_write([](const std::string& function) -> Status {
    if (function != "settle" && function != "end") return {};
    return fail(Errc::unreachable, "E0657", "the disk is full");
  });
  (void)world.try_apply("config/other");
  CHECK(resumed(world).at(0).text == "found not done after an interruption");
  CHECK(world.store().read()->objects.contains(*Id::parse("app/config/base")));
}

TEST_CASE("So is a task whose effect is kept: the inventory has what it was before") {
  World world;
  const Id task = *Id::parse("app/task/init");
  (void)world.apply("task/init=1!keep, config/web=1 -> task/init");
  world.fail("config/web");
  cut_off_at_the_way_back_of(world, task);
  (void)world.try_apply("task/init=2!keep, config/web=2 -> task/init");
  CHECK(world.store().read()->objects.at(task).object.desired.at("value") == "2");
  (void)resumed(world);
  CHECK(world.store().read()->objects.at(task).object.desired.at("value") == "1");
}
