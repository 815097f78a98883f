#include <unistd.h>

#include <catch2/catch_test_macros.hpp>

#include "core/target/local/probe/timestamp.h"
#include "tests/support/loopback.h"
#include "tests/unit/target_local/stage.h"

namespace trimtab::test {
namespace {

/// A small HTTP server that answers each GET with what the file BODY holds.
constexpr const char* server = R"(exec /usr/bin/python3 -c '
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = open(sys.argv[2], "rb").read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()' @{endpoint:api/port} BODY)";

std::vector<Value> web(const Stage& stage, const Value& expectations, const Value& startup = {{"timeout", "60s"}}) {
  std::string script = server;
  script.replace(script.find("BODY"), 4, (stage.directory() / "body").native());
  const Value probe{{"http", {{"port", "@{endpoint:api/port}"}, {"path", "/health"}, {"json", expectations}}},
                    {"period", "50ms"}};
  return {{{"type", "endpoint"}, {"name", "api"}, {"spec", {{"port", free_port()}}}},
          shell_service("web", script, {{"ready", probe}, {"startup", startup}})};
}

TEST_CASE("A server is healthy when it answers with what its probe expects") {
  Stage stage;
  stage.prepare();
  write_file(stage.directory() / "body", R"({"scheduler": {"status": "unhealthy"}})");
  const auto objects = stage.lower(web(stage, {{{"pointer", "/scheduler/status"}, {"equals", "healthy"}}}));
  stage.apply(objects.back());
  REQUIRE(
      eventually([&] { return stage.health(objects.back()).reason.contains("/scheduler/status is \"unhealthy\""); }));
  CHECK(stage.health(objects.back()).state == HealthState::starting);
  write_file(stage.directory() / "body", R"({"scheduler": {"status": "healthy"}})");
  const Health health = stage.wait_healthy(objects.back());
  CHECK(health.state == HealthState::healthy);
  CHECK(health.reason.starts_with("GET /health answered in "));
}

TEST_CASE("A heartbeat from before the process started does not count") {
  Stage stage;
  stage.prepare();
  write_file(stage.directory() / "body", R"({"latest_heartbeat": "2020-01-01T00:00:00+00:00"})");
  const auto objects = stage.lower(web(stage, {{{"pointer", "/latest_heartbeat"}, {"newer_than_start", true}}}));
  stage.apply(objects.back());
  REQUIRE(eventually([&] { return stage.health(objects.back()).reason.contains("from before this process started"); }));
  CHECK(stage.health(objects.back()).state != HealthState::healthy);
  write_file(stage.directory() / "body", R"({"latest_heartbeat": "2999-01-01T00:00:00.25Z"})");
  CHECK(stage.wait_healthy(objects.back()).state == HealthState::healthy);
}

TEST_CASE("A service past its start whose probe fails is degraded, not starting") {
  Stage stage;
  stage.prepare();
  write_file(stage.directory() / "body", "[]");
  const auto objects = stage.lower(web(stage, {{{"pointer", "/x"}, {"equals", 1}}}, {{"timeout", "1s"}}));
  stage.apply(objects.back());
  CHECK(eventually([&] { return stage.health(objects.back()).state == HealthState::degraded; }));
  CHECK(stage.observe(objects.back()).health.reason.contains("has no /x"));
}

TEST_CASE("A port that somebody else answers on makes nothing healthy") {
  Stage stage;
  stage.prepare();
  const LoopbackListener stranger;
  const Value probe{{"tcp", {{"port", stranger.port()}}}, {"period", "10ms"}};
  const Object service = stage.lower_one(shell_service("s", "exec sleep 1060", {{"ready", probe}}));
  stage.apply(service);
  Health health;
  REQUIRE(eventually([&] { return (health = stage.health(service)).reason.contains("is answered by"); }));
  CHECK(health.state == HealthState::starting);
  CHECK(health.reason.contains("pid " + std::to_string(::getpid()) + " ("));
  CHECK(health.reason.contains("which is not ours"));
}

TEST_CASE("A command as probe runs as the service's account and says why it failed") {
  Stage stage;
  stage.prepare();
  const auto mark = stage.state() / "home/c/up";
  const std::string check = "[ -e " + mark.native() + " ] || { echo not up yet; exit 1; }";
  const Value probe{{"exec", {{"command", {"/bin/sh", "-c", check}}}}, {"period", "20ms"}, {"says", "it is up"}};
  const Object service = stage.lower_one(shell_service("s", "exec sleep 1061", {{"ready", probe}}));
  stage.apply(service);
  REQUIRE(eventually([&] { return stage.health(service).reason.starts_with("not up yet (try "); }));
  write_file(mark, "");
  const Health health = stage.wait_healthy(service);
  CHECK(health.reason.starts_with("it is up in "));
}

TEST_CASE("Times are read as programs write them") {
  const auto seconds = [](const Value& value) -> double {
    const auto time = timestamp_from(value);
    return time ? static_cast<double>(time->time_since_epoch().count()) / 1000.0 : -1;
  };
  CHECK(seconds("2026-11-21T10:08:20.5Z") == 1795255700.5);
  CHECK(seconds("2026-11-21T12:08:20.5+02:00") == 1795255700.5);
  CHECK(seconds("2026-11-21 10:08:20") == 1795255700.0);
  CHECK(seconds(1795255700) == 1795255700.0);
  for (const char* wrong :
       {"", "now", "2026-13-01T00:00:00Z", "2026-11-21", "2026-11-21T10:08:20+2", "-026-11-21T10:08:20Z"}) {
    CHECK(seconds(wrong) == -1);
  }
  CHECK(seconds(nullptr) == -1);
}

}  // namespace
}  // namespace trimtab::test
