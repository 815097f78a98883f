#include <catch2/generators/catch_generators.hpp>

#include "tests/plugins/golden.h"

using namespace trimtab::testing;
using trimtab::Json;

namespace {

Component broker(Json spec = Json::object()) {
  return Component("broker", "redis")
      .spec(std::move(spec))
      .fact("server", {{"found", true},
                       {"path", "/usr/bin/redis-server"},
                       {"name", "redis-server"},
                       {"version", "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1"}})
      .fact("client",
            {{"found", true}, {"path", "/usr/bin/redis-cli"}, {"name", "redis-cli"}, {"version", "redis-cli 7"}});
}

std::string said(const Component& component) {
  const Session redis(plugin_path("redis"));
  return diagnostics(redis.expand(component));
}

std::string redis_conf(const Component& component) {
  const Session redis(plugin_path("redis"));
  return resource(redis.expand(component), "config/redis.conf")["spec"]["files"]["redis.conf"]["text"];
}

}  // namespace

TEST_CASE("every field of the spec and of a claim is described") {
  const Session redis(plugin_path("redis"));
  const Json kind = redis.describe()["kinds"][0];
  check_described(kind["schema"], "redis");
  check_described(kind["offers"][0]["parameters"], "message-broker");
}

TEST_CASE("a broker with the defaults and two claims") {
  const Session redis(plugin_path("redis"));
  Component component = broker();
  component.claim("airflow", "broker", "message-broker").claim("team-b", "broker", "message-broker", {{"index", 7}});
  check_golden(redis.expand(component), "redis/defaults.golden.json");
}

TEST_CASE("a broker in memory only, with a limit, a fixed port and a password from a file") {
  const Session redis(plugin_path("redis"));
  const Component component =
      broker({{"persistence", {{"enabled", false}}},
              {"maxMemory", "512Mi"},
              {"databases", 4},
              {"password", {{"file", "/etc/trimtab/redis"}}},
              {"config", {{"client-output-buffer-limit", "pubsub 32mb 8mb 60"}, {"activedefrag", true}}},
              {"local", {{"port", 16379}, {"openFiles", 4096}}}});
  check_golden(redis.expand(component), "redis/memory.golden.json");
}

TEST_CASE("a broker on Kubernetes") {
  const Session redis(plugin_path("redis"));
  Component component = Component("broker", "redis").spec({{"kubernetes", {{"nodeSelector", {{"pool", "data"}}}}}});
  component.claim("airflow", "broker", "message-broker");
  check_golden(redis.expand(component, Json::object(), "kubernetes"), "redis/kubernetes.golden.json");
}

TEST_CASE("a missing program or another version stops the plan") {
  Component none = broker();
  none.fact("server", {{"found", false}, {"searched", {"/usr/bin"}}});
  CHECK(said(none) == "error E0450 : no redis-server was found\n");
  CHECK(said(broker({{"version", "7.2"}})) == "error E0452 /version: version 7.2 was not found\n");
  CHECK(said(broker({{"version", "7.0"}})) == nothing);
}

TEST_CASE("options that trimtab sets are refused, and so is every policy that loses tasks") {
  for (const char* option : {"port", "BIND", "requirepass", "include", "cluster-enabled", "dir", "rename-command"}) {
    const std::string name = option;
    CHECK(said(broker({{"config", {{name, "x"}}}})) ==
          "error E0453 /config/" + name + ": option \"" + name + "\" is set by trimtab\n");
  }
  CHECK(said(broker({{"config", {{"maxmemory-policy", "allkeys-lru"}}}})) ==
        "error E0453 /config/maxmemory-policy: option \"maxmemory-policy\" is set by trimtab\n");
  CHECK(said(broker({{"config", {{"maxmemory-policy", "noeviction"}}}})) == nothing);
}

TEST_CASE("what no process gets is refused, not passed over") {
  CHECK(said(broker({{"local", {{"user", "redis"}, {"bind", "10.0.0.7"}}}})) ==
        "error E0426 /local/user: \"user\" has no effect here\n"
        "error E0426 /local/bind: \"bind\" has no effect here\n");
  CHECK(said(broker({{"local", {{"bind", "0.0.0.0"}}}})).empty());
}

TEST_CASE("an option cannot bring a second line into the file") {
  CHECK(said(broker({{"config", {{"save", "3600 1\nrequirepass x"}}}})) ==
        "error E0454 /config/save: \"save\" is no option that redis.conf can hold\n");
}

TEST_CASE("sizes become bytes") {
  const auto has = [](const char* size, const std::string& line) {
    return redis_conf(broker({{"maxMemory", size}})).find(line + "\n") != std::string::npos;
  };
  CHECK(has("512Mi", "maxmemory 536870912"));
  CHECK(has("2G", "maxmemory 2000000000"));
  CHECK(has("1Ti", "maxmemory 1099511627776"));
  CHECK(has("100k", "maxmemory 100000"));
  CHECK(has("4096", "maxmemory 4096"));
}

TEST_CASE("the seventeenth claim on sixteen indices stops the plan") {
  Component component = broker();
  for (int i = 1; i <= 17; ++i) component.claim("c" + std::to_string(i), "broker", "message-broker");
  CHECK(said(component) == "error E0457 /databases: 17 indices are claimed\n");
}

TEST_CASE("a wanted index must exist and belong to one claim") {
  Component beyond = broker({{"databases", 4}});
  beyond.claim("a", "broker", "message-broker", {{"index", 4}});
  CHECK(said(beyond) == "error E0455 /databases: index 4, which a/broker claims, does not exist\n");
  Component twice = broker();
  twice.claim("a", "broker", "message-broker", {{"index", 3}}).claim("b", "broker", "message-broker", {{"index", 3}});
  CHECK(said(twice) == "error E0456 : index 3, which b/broker claims, is claimed by another component too\n");
}

TEST_CASE("a broker that exists already is asked, and nothing of it is made") {
  const Session redis(plugin_path("redis"));
  const std::string target = GENERATE("local", "kubernetes");
  Component component = broker({{"external", {{"host", "redis.acme.internal"}}},
                                {"password", {{"secretKeyRef", {{"name", "broker"}, {"key", "password"}}}}}});
  component.claim("airflow", "broker", "message-broker");
  const Json made = redis.expand(component, Json::object(), target);
  CHECK(diagnostics(made) == nothing);
  std::string ids;
  for (const Json& one : made["resources"])
    ids += one["type"].get<std::string>() + "/" + one["name"].get<std::string>() + " ";
  CHECK(ids == "secret/password task/answers slot/airflow ");
  const Json outputs = made["claims"]["airflow/broker"];
  CHECK(outputs["host"] == Json{{"type", "string"}, {"value", "redis.acme.internal"}});
  CHECK(outputs["port"] == Json{{"type", "int"}, {"value", 6379}});
  CHECK(outputs["password"]["after"] == Json{"task/answers"});
}

TEST_CASE("of a broker that exists already the password must be said, and nothing can be set") {
  CHECK(said(broker({{"external", {{"host", "r"}}}, {"maxMemory", "1Gi"}})) ==
        "error E0458 /maxMemory: \"maxMemory\" has no effect on a server that exists already\n"
        "error E0459 /external: the password of a server that exists already is not said\n");
}
