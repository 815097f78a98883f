#include "core/plan/fingerprint.h"
#include "tests/unit/plan/world.h"

namespace trimtab {
namespace {

using testing::World;

std::string many(int count) {
  std::string text = "config/kept;";
  for (int i = 0; i < count; ++i) text += "config/c" + std::to_string(i) + ";";
  return text;
}

TEST_CASE("Deleting more than a quarter needs the user's number", "[plan][guard]") {
  World world(many(3), "config/kept");
  world.options.allow_delete.reset();
  CHECK(world.changes() == "refused E0414: 3 of 4 objects would be deleted");
  CHECK(world.plan().error().code == Errc::refused);
  world.options.allow_delete = 2;
  CHECK(world.changes().starts_with("refused E0414"));
  world.options.allow_delete = 3;
  CHECK(world.changes() == "remove config/c0; remove config/c1; remove config/c2");
}

TEST_CASE("Deleting more than twenty of many needs the user's number", "[plan][guard]") {
  std::string wanted;
  for (int i = 0; i < 200; ++i) wanted += "config/k" + std::to_string(i) + ";";
  World few(wanted + many(19), wanted);
  few.options.allow_delete.reset();
  CHECK(few.plan()->changes.size() == 20);
  World more(wanted + many(20), wanted);
  more.options.allow_delete.reset();
  CHECK(more.changes() == "refused E0414: 21 of 221 objects would be deleted");
}

TEST_CASE("An empty spec prunes nothing", "[plan][guard]") {
  const World world(many(3), "");
  CHECK(world.changes() == "refused E0413: the spec names nothing, and 4 objects would be deleted");
}

TEST_CASE("A protected object is deleted only by an explicit flag", "[plan][guard]") {
  World world("config/a (protect); config/b", "config/b");
  CHECK(world.changes() == "refused E0415: app/config/a is protected and would be deleted");
  world.options.delete_protected = true;
  CHECK(world.changes() == "remove config/a");
}

TEST_CASE("A retained volume keeps itself and the secrets of its component", "[plan][guard]") {
  World world("db/volume/data (retain); db/secret/root; db/workload/server -> db/volume/data; config/a", "config/a");
  CHECK(world.changes() == "remove db/workload/server");
  world.options.delete_volumes = true;
  CHECK(world.changes() ==
        "remove db/secret/root; remove db/workload/server; remove db/volume/data after db/workload/server");
}

TEST_CASE("A foreign thing in the way refuses the plan, names its owner and can be adopted", "[plan][guard]") {
  World world("", "config/a");
  Observed& found = world.seen("config/a");
  found.exists = true;
  found.ours = false;
  found.owner = "stack old";
  CHECK(world.changes() == "refused E0419: where app/config/a should be stands something trimtab did not make");
  CHECK(world.plan().error().diagnostics[0].why[0] == "it belongs to stack old; it stays as it is");
  world.options.adopt.insert(testing::id_of("config/a"));
  CHECK(world.changes() == "adopt config/a");
}

TEST_CASE("A foreign listener on a port is an error of the spec that names it", "[plan][guard]") {
  World world("", "endpoint/api");
  world.desired.objects[0].desired = {{"port", 8080}};
  world.seen("endpoint/api").ours = false;
  world.seen("endpoint/api").owner = "pid 812 (nginx, user www-data)";
  CHECK(world.changes() == "refused E0418: port 8080, wanted by app/endpoint/api, is taken");
  CHECK(world.plan().error().code == Errc::invalid);
  CHECK(world.plan().error().diagnostics[0].why[0] ==
        "pid 812 (nginx, user www-data) listens there; it is not ours and stays");
}

TEST_CASE("A plan is stale when the record or the world moved, and says what", "[plan][stale]") {
  const std::string stack = "config/a=1; config/b=1";
  World world(stack, "config/a=2; config/b=1");
  const Plan plan = *world.plan();
  CHECK(check_current(plan, world.record, world.live).has_value());
  world.seen("config/b").health = {HealthState::degraded, "slow", {}};
  CHECK(check_current(plan, world.record, world.live).has_value());

  world.seen("config/a").drift = {{"/value", "1", "9", false}};
  world.record.revision = 2;
  const auto stale = check_current(plan, world.record, world.live);
  REQUIRE_FALSE(stale.has_value());
  CHECK(stale.error().code == Errc::stale);
  CHECK(stale.error().diagnostics[0].why ==
        std::vector<std::string>{"the plan is against revision 1, the stack is at 2",
                                 "app/config/a is not as it was when the plan was made"});
}

TEST_CASE("A plan is stale when something appeared where it would create", "[plan][stale]") {
  World world("", "config/a");
  const Plan plan = *world.plan();
  CHECK(check_current(plan, world.record, world.live).has_value());
  world.seen("config/a").exists = true;
  CHECK(check_current(plan, world.record, world.live).error().diagnostics[0].why[0] == "app/config/a is there now");
}

TEST_CASE("A plan that nobody keeps says nothing of what it relies on", "[plan][stale]") {
  World world("config/a", "config/a (2)");
  CHECK(world.plan()->fingerprints.size() == 1);
  world.options.fingerprints = false;
  CHECK(world.plan()->fingerprints.empty());
}

}  // namespace
}  // namespace trimtab
