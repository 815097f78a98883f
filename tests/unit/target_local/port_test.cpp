#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "tests/support/loopback.h"
#include "tests/unit/target_local/stage.h"

namespace trimtab::test {
namespace {

Value endpoint(std::uint16_t port) {
  return {{"type", "endpoint"}, {"name", "api"}, {"spec", {{"port", port}, {"fixed", true}}}};
}

TEST_CASE("A stranger on a port is named and left alone") {
  Stage stage;
  stage.prepare();
  const LoopbackListener stranger;
  const Object port = stage.lower_one(endpoint(stranger.port()));
  const Observed observed = stage.observe(port);
  CHECK_FALSE(observed.ours);
  CHECK(observed.owner.starts_with("pid " + std::to_string(::getpid()) + " ("));
  const auto applied = stage.try_apply(port);
  REQUIRE_FALSE(applied);
  CHECK(applied.error().diagnostics.front().code == "E0418");
  CHECK(applied.error().diagnostics.front().why.front().contains("it is not ours and stays"));
  CHECK(stage.seams().net.connect("127.0.0.1", stranger.port(), std::chrono::seconds(5)));
}

TEST_CASE("A port that a service of the stack holds is ours") {
  Stage stage;
  stage.prepare();
  const auto number = free_port();
  const std::string script = "exec /usr/bin/python3 -m http.server --bind 127.0.0.1 @{endpoint:api/port}";
  const Value probe{{"tcp", {{"port", "@{endpoint:api/port}"}}}, {"period", "50ms"}};
  const auto objects = stage.lower({endpoint(number), shell_service("web", script, {{"ready", probe}})});
  stage.apply(objects[0]);
  stage.apply(objects[1]);
  REQUIRE(stage.wait_healthy(objects[1]).state == HealthState::healthy);
  const Observed observed = stage.observe(objects[0]);
  CHECK(observed.ours);
  CHECK(observed.exists);
  stage.apply(objects[0]);
}

TEST_CASE("A free port exists when it is recorded, and only then") {
  Stage stage;
  const Object port = stage.lower_one(endpoint(free_port()));
  CHECK_FALSE(stage.observe(port).exists);
  stage.apply(port);
  CHECK(stage.observe(port).exists);
  stage.remove(port);
  CHECK_FALSE(stage.observe(port).exists);
}

}  // namespace
}  // namespace trimtab::test
