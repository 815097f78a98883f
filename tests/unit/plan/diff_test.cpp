#include "core/plan/differences.h"
#include "tests/unit/plan/world.h"

namespace trimtab {
namespace {

using testing::World;

TEST_CASE("A first plan creates everything, each change after what it needs", "[plan]") {
  const World world("", "workload/web -> task/init; task/init -> volume/data; volume/data");
  CHECK(world.changes() == "create volume/data; run task/init after volume/data; create workload/web after task/init");
  CHECK(world.plan()->uid == "uid-new");
}

TEST_CASE("Nothing changes when the world is as recorded and recorded is as wanted", "[plan]") {
  const std::string stack = "volume/data; task/init -> volume/data; workload/web -> task/init";
  const World world(stack, stack);
  CHECK(world.changes().empty());
  CHECK(world.plan()->empty());
  CHECK(world.plan()->uid == "uid-1");
}

TEST_CASE("A changed object is updated and nothing else is touched", "[plan]") {
  const World world("config/a=1; config/b=1; workload/web -> config/a, config/b",
                    "config/a=2; config/b=1; workload/web -> config/a, config/b");
  CHECK(world.changes() == "update config/a");
  const Plan plan = *world.plan();
  REQUIRE(plan.changes[0].differences.size() == 1);
  CHECK(plan.changes[0].differences[0] == Difference{"/value", "1", "2", false});
  CHECK(plan.before.at(testing::id_of("config/a")).desired == Value{{"value", "1"}});
}

TEST_CASE("A change waits through an unchanged object for the changed one behind it", "[plan]") {
  const World world("config/a=1; workload/middle -> config/a; workload/web=1 -> workload/middle",
                    "config/a=2; workload/middle -> config/a; workload/web=2 -> workload/middle");
  CHECK(world.changes() == "update config/a; update workload/web after config/a");
}

TEST_CASE("Needing a resource means needing all its parts, and needing a component means all of it", "[plan]") {
  const World world(
      "", "workload/worker/1; workload/worker/2; workload/beat -> workload/worker; db/workload/server -> app/*");
  CHECK(world.changes() ==
        "create workload/worker/1; create workload/worker/2; "
        "create workload/beat after workload/worker/1, workload/worker/2; "
        "create db/workload/server after workload/worker/1, workload/worker/2, workload/beat");
}

TEST_CASE("A wide fan is joined so that it costs the sum, not the product", "[plan]") {
  std::string wanted;
  for (int i = 0; i < 100; ++i) wanted += "workload/worker/" + std::to_string(i) + ";";
  for (int i = 0; i < 100; ++i) wanted += "config/c" + std::to_string(i) + " -> workload/worker;";
  const World world("", wanted);
  const Plan plan = *world.plan();
  std::size_t needs = 0;
  for (const Change& change : plan.changes) needs += change.needs.size();
  CHECK(plan.changes.size() == 201);
  CHECK(needs == 200);
}

TEST_CASE("Removal goes from what needs to what is needed, after dependents were updated away", "[plan]") {
  const World world("workload/db; workload/pool -> workload/db; workload/web=1 -> workload/pool", "workload/web=2");
  CHECK(world.changes() ==
        "update workload/web; remove workload/pool after workload/web; remove workload/db after workload/pool");
}

TEST_CASE("An object that vanished is made again, one that stopped is updated, one that drifted is put back",
          "[plan]") {
  const std::string stack = "workload/gone; workload/stopped; config/drifted; workload/fine";
  World world(stack, stack);
  world.seen("workload/gone").exists = false;
  world.seen("workload/stopped").health = {HealthState::stopped, "stopped by hand", {}};
  world.seen("config/drifted").drift = {{"/value", "1", "9", false}};
  CHECK(world.changes() == "create workload/gone; update workload/stopped; update config/drifted");
  const Plan plan = *world.plan();
  CHECK(plan.changes[0].reasons[0].text == "it is gone");
  CHECK(plan.changes[1].reasons[0].text == "stopped: stopped by hand");
  CHECK(plan.changes[2].reasons[0].kind == ReasonKind::drift);
  CHECK(plan.changes[2].differences[0] == Difference{"/value", "9", "1", false});
}

TEST_CASE("A task runs again only when its digest is not done", "[plan]") {
  World world("task/migrate=1", "task/migrate=1");
  world.seen("task/migrate").done = false;
  CHECK(world.changes() == "run task/migrate");
  world.seen("task/migrate").done = true;
  CHECK(world.changes().empty());
}

TEST_CASE("A task done with another digest than the recorded one runs, which sets the record right", "[plan]") {
  World world("task/migrate=1", "task/migrate=2");
  world.seen("task/migrate").done = true;
  CHECK(world.changes() == "run task/migrate");
}

TEST_CASE("A task that is done and not recorded runs, so that an interruption forgets nothing", "[plan]") {
  World world("", "task/migrate=1");
  world.seen("task/migrate").exists = true;
  world.seen("task/migrate").done = true;
  CHECK(world.changes() == "run task/migrate");
}

TEST_CASE("A secret's difference is marked sensitive", "[plan]") {
  const World world("secret/root=1", "secret/root=2");
  CHECK(world.plan()->changes[0].differences[0].sensitive);
}

TEST_CASE("What an undo returns to comes from the last revision where a run since did not reach one", "[plan]") {
  World world("config/a=2; config/b=1", "config/a=3; config/b=1");
  world.options.since_revision[testing::id_of("config/a")] = testing::object_of("config/a=1");
  world.options.since_revision[testing::id_of("config/b")] = std::nullopt;
  const Plan plan = *world.plan();
  CHECK(plan.restore.size() == 1);
  CHECK(plan.restore.at(testing::id_of("config/a"))->desired.at("value") == "1");
}

TEST_CASE("An undo also returns to what such a run changed and this plan leaves as it is", "[plan]") {
  World world("config/a=2; config/b=1", "config/a=2; config/b=2");
  world.options.since_revision[testing::id_of("config/a")] = testing::object_of("config/a=1");
  const Plan plan = *world.plan();
  CHECK(plan.restore.at(testing::id_of("config/a"))->desired.at("value") == "1");
}

TEST_CASE("Islands are the changes connected by needs, and their digest follows what is wanted", "[plan]") {
  const World world("", "a/config/x; a/workload/y -> a/config/x; b/config/z");
  const auto list = islands(*world.plan());
  REQUIRE(list.size() == 2);
  CHECK(list[0].components == std::vector<std::string>{"a"});
  CHECK(list[0].changes.size() == 2);
  const World other("", "a/config/x; a/workload/y -> a/config/x; b/config/z=2");
  const auto changed = islands(*other.plan());
  CHECK(changed[0].digest == list[0].digest);
  CHECK(changed[1].digest != list[1].digest);
}

TEST_CASE("Of two long texts that begin alike, what is shown begins shortly before they differ") {
  const std::string alike = "{\"command\":[\"/bin/sh\",\"-c\",\"run\"],\"replicas\":";
  CHECK(brief({"/after", alike + "2}", alike + "3}", false}, 40) == "...plicas\":2} -> ...plicas\":3}");
  CHECK(brief({"/after", "short 2", "short 3", false}, 40) == "short 2 -> short 3");
  CHECK(brief({"/after", std::string(30, 'a'), std::string(30, 'b'), false}, 40) ==
        "aaaaaaaaaaaaaaaaa... -> bbbbbbbbbbbbbbbbb...");
}

}  // namespace
}  // namespace trimtab
