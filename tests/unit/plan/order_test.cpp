#include "tests/unit/plan/world.h"

namespace trimtab {
namespace {

using testing::World;

TEST_CASE("A task that needs workloads down splits their changes around itself, dependents down first",
          "[plan][order]") {
  const World world(
      "task/environment=1; task/migrate=1 -> task/environment (down=workload/api down=workload/worker);"
      "workload/api=1 -> task/migrate; workload/worker=1 -> workload/api",
      "task/environment=2; task/migrate=2 -> task/environment (down=workload/api down=workload/worker);"
      "workload/api=2 -> task/migrate; workload/worker=1 -> workload/api");
  CHECK(world.changes() ==
        "run task/environment; update down workload/worker after task/environment; "
        "update down workload/api after task/environment, down workload/worker; "
        "run task/migrate after task/environment, down workload/worker, down workload/api; "
        "update up workload/api after down workload/api, task/migrate; "
        "update up workload/worker after down workload/worker, task/migrate, up workload/api");
}

TEST_CASE("A workload that is being made or is gone already has nothing to stop", "[plan][order]") {
  World world("workload/gone=1", "task/migrate (down=workload/new down=workload/gone); workload/new; workload/gone=1");
  world.seen("workload/gone").exists = false;
  CHECK(world.changes() ==
        "run task/migrate; create workload/new after task/migrate; create workload/gone after task/migrate");
}

TEST_CASE("A workload that goes is stopped before the task and deleted by its own order", "[plan][order]") {
  const World world("workload/old; workload/web=1 -> workload/old",
                    "task/migrate (down=workload/old); workload/web=2 -> task/migrate");
  CHECK(world.changes() ==
        "remove down workload/old; run task/migrate after down workload/old; "
        "update workload/web after task/migrate; remove workload/old after down workload/old, workload/web");
}

TEST_CASE("Two tasks that stop each other's servers do not wait in a circle", "[plan][order]") {
  const World world(
      "task/upgrade=1 (down=workload/db); workload/db -> task/upgrade;"
      "task/migrate=1 -> workload/db (down=workload/web); workload/web -> task/migrate, workload/db",
      "task/upgrade=2 (down=workload/db); workload/db -> task/upgrade;"
      "task/migrate=2 -> workload/db (down=workload/web); workload/web -> task/migrate, workload/db");
  CHECK(world.changes() ==
        "update down workload/web; update down workload/db after down workload/web; "
        "run task/upgrade after down workload/db; update up workload/db after down workload/db, task/upgrade; "
        "run task/migrate after down workload/web, up workload/db; "
        "update up workload/web after down workload/web, up workload/db, task/migrate");
}

TEST_CASE("Objects that need each other in a circle are reported, not ordered", "[plan][order]") {
  const World world("", "workload/a -> workload/b; workload/b -> workload/a");
  CHECK(world.plan().error().diagnostics[0].why ==
        std::vector<std::string>{"app/workload/a needs app/workload/b", "app/workload/b needs app/workload/a"});
}

TEST_CASE("Circles among edges recorded at different times do not stop a removal", "[plan][order]") {
  const World world("config/a -> config/b; config/b -> config/a; config/c -> config/a; config/kept", "config/kept");
  CHECK(world.changes() == "remove config/c; remove config/a after config/c; remove config/b");
}

TEST_CASE("Destroying takes everything in reverse and asks for no number", "[plan][order]") {
  World world("volume/data (retain); secret/root; task/init -> volume/data; workload/web -> task/init, secret/root",
              "");
  world.options.allow_delete.reset();
  world.options.destroy = true;
  CHECK(world.changes() == "remove workload/web; remove task/init after workload/web");
  world.options.delete_volumes = true;
  CHECK(world.changes() ==
        "remove workload/web; remove secret/root after workload/web; remove task/init after workload/web; "
        "remove volume/data after task/init");
}

TEST_CASE("A rollback undoes the newer task and never runs the older one", "[plan][rollback]") {
  World world(
      "task/environment=2 (back=keep); task/migrate=2 -> task/environment (back=undo down=workload/web);"
      "workload/web=2 -> task/migrate",
      "task/environment=1 (back=keep); task/migrate=1 -> task/environment (back=undo down=workload/web);"
      "workload/web=1 -> task/migrate");
  world.options.obey_back = true;
  CHECK(world.changes() ==
        "update down workload/web; undo task/migrate after down workload/web; "
        "update up workload/web after down workload/web, task/migrate");
}

TEST_CASE("A rollback takes newer tasks back newest first, before what they ran on changes", "[plan][rollback]") {
  World world(
      "workload/db=2; task/one=1 -> workload/db (back=undo); task/two=1 -> task/one (back=undo);"
      "task/user=2 -> workload/db (back=rerun)",
      "workload/db=1; task/user=1 -> workload/db (back=rerun)");
  world.options.obey_back = true;
  CHECK(world.changes() ==
        "undo task/two; undo task/one after task/two; update workload/db after task/one; "
        "run task/user after workload/db");
}

TEST_CASE("A rollback says which task cannot be taken back", "[plan][rollback]") {
  World world("task/drop=2 (back=none)", "task/drop=1 (back=none)");
  world.options.obey_back = true;
  const Plan plan = *world.plan();
  CHECK(plan.changes.empty());
  CHECK(plan.diagnostics[0].what == "what app/task/drop did stays: it says that it cannot be taken back");
}

}  // namespace
}  // namespace trimtab
