#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "core/target/local/slots.h"
#include "tests/unit/target_local/stage.h"

namespace trimtab::test {
namespace {

using Catch::Matchers::ContainsSubstring;

const Value sql{{"type", "endpoint"}, {"name", "sql"}, {"spec", {{"port", 23306}}}};

std::string environment_of(Stage& stage, const std::string& text, std::vector<Value> others = {}) {
  others.push_back(shell_service("probe", "true", {{"env", {{"X", text}}}}));
  return stage.lower(others).back().desired.at("run").at("env").at("X").get<std::string>();
}

TEST_CASE("Every reference becomes what it stands for") {
  Stage stage;
  const std::string port =
      (environment_of(stage, "@{endpoint:sql/port}", {sql}), std::to_string(stage.slot("c/endpoint/sql")));
  CHECK(environment_of(stage, "@{endpoint:sql/address} @{endpoint:sql/host} @{endpoint:sql/bind}", {sql}) ==
        "127.0.0.1:" + port + " 127.0.0.1 127.0.0.1");
  const std::string state = stage.state().native();
  CHECK(environment_of(stage, "@{volume:v}", {{{"type", "volume"}, {"name", "v"}}}) == state + "/data/c/v");
  const Value config{{"type", "config"}, {"name", "k"}, {"spec", {{"files", {{"a.cnf", {{"text", ""}}}}}}}};
  CHECK(environment_of(stage, "@{config:k/a.cnf} @{config:k}", {config}) ==
        state + "/config/c/k/a.cnf " + state + "/config/c/k");
  const Value secret{{"type", "secret"}, {"name", "s"}, {"spec", {{"keys", {{"p", {{"env", "X"}}}}}}}};
  CHECK(environment_of(stage, "@{secret:s/p}", {secret}) == state + "/run/c/s/v1/p");
  CHECK(environment_of(stage, "@{stack:name} @{stack:directory}") == "demo " + state);
  CHECK(environment_of(stage, "@{user:home}") == state + "/home/c");
  CHECK(environment_of(stage, "@{task:t/log}", {shell_task("t", "true")}) == state + "/tasks/c/t/current/log");
  const Value slot{{"type", "slot"}, {"name", "i"}, {"spec", {{"pool", "index"}, {"range", {3, 9}}, {"prefer", 4}}}};
  CHECK(environment_of(stage, "@{slot:i} @@{slot:i}", {slot}) == "4 @{slot:i}");
}

TEST_CASE("A reference to nothing says whose resource has it and what is missing") {
  Stage stage;
  CHECK_THROWS_WITH(environment_of(stage, "@{endpoint:no/port}"),
                    ContainsSubstring("c/workload/probe: @{endpoint:no/port}: c has no such resource"));
  CHECK_THROWS_WITH(environment_of(stage, "@{endpoint:sql/colour}", {sql}),
                    ContainsSubstring("an endpoint has port, host"));
  CHECK_THROWS_WITH(environment_of(stage, "@{replica}"), ContainsSubstring("outside of a workload with replicas"));
  const Value secret{{"type", "secret"}, {"name", "s"}, {"spec", {{"keys", {{"p", {{"env", "X"}}}}}}}};
  CHECK_THROWS_WITH(environment_of(stage, "@{value:s/p}", {secret}), ContainsSubstring("only in a template"));
}

TEST_CASE("What this target cannot keep is refused with the reason") {
  Stage stage;
  CHECK_THROWS_WITH(stage.lower({{{"type", "kubernetes"}, {"name", "k"}}}),
                    ContainsSubstring("no meaning on the local target"));
  CHECK_THROWS_WITH(stage.lower({shell_service("s", "true", {{"local", {{"memoryMax", "1Gi"}}}})}),
                    ContainsSubstring("needs a cgroup"));
  CHECK_THROWS_WITH(stage.lower({{{"type", "workload"}, {"name", "s"}, {"spec", {{"command", {"sleep"}}}}}}),
                    ContainsSubstring("is not an absolute path"));
  CHECK_THROWS_WITH(stage.lower({shell_service("s", "true", {{"env", {{"A B", "x"}}}})}),
                    ContainsSubstring("cannot name a variable"));
  CHECK_THROWS_WITH(stage.lower({{{"type", "workload"}, {"name", "s"}, {"spec", {{"command", 7}}}}}),
                    ContainsSubstring("c/workload/s: "));
}

TEST_CASE("Lowering the same twice gives the same, and needs come over but for slots") {
  Stage stage;
  Value service = shell_service("s", "true", {{"replicas", 2}, {"startup", {{"timeout", "90s"}}}});
  service["needs"] = {"c/task/t", "c/slot/i"};
  const auto first = stage.lower({service});
  const auto second = stage.lower({service});
  REQUIRE(first.size() == 2);
  CHECK(first[0].digest() == second[0].digest());
  CHECK(first[0].needs == std::vector<Id>{Id("c", "task", "t")});
  CHECK(first[0].timeout == std::chrono::seconds(90));
}

TEST_CASE("Each component has an account of its own as root, and a service that asks for root runs as root") {
  if (::geteuid() != 0) SKIP("needs root");
  Stage stage;
  Value other = shell_service("s", "true");
  other["component"] = "d";
  const auto objects = stage.lower({shell_service("s", "true"), other, shell_service("r", "true", {{"user", "root"}})});
  const auto uid = [&](std::size_t i) { return objects[i].desired.at("run").at("account").at("uid").get<int>(); };
  CHECK(uid(0) != uid(1));
  CHECK(uid(0) >= 30000);
  CHECK(uid(2) == 0);
}

TEST_CASE("A port that is fixed has no other choice, a pool is its component's own") {
  const std::vector<Resource> resources{
      resource("c", {{"type", "endpoint"}, {"name", "a"}, {"spec", {{"port", 8080}, {"fixed", true}}}}),
      resource("c", {{"type", "slot"}, {"name", "i"}, {"spec", {{"pool", "index"}, {"range", {0, 15}}}}})};
  const LocalSettings settings;
  const auto requests = local_slots(resources, settings);
  REQUIRE(requests.size() == 2);
  CHECK(requests[0].key == "c/endpoint/a");
  CHECK(requests[0].fixed);
  CHECK(requests[0].first == 8080);
  CHECK(requests[0].last == 8080);
  CHECK(requests[1].pool == "c/index");
  CHECK(requests[1].last == 15);
  CHECK(is_taken_locally({{"ports", {22, 8080}}}, "port", 8080));
  CHECK_FALSE(is_taken_locally({{"ports", {22, 8080}}}, "uid", 8080));
}

TEST_CASE("Settings default by who asks, and wrong ones say which") {
  const auto settings = [](const Value& json, const LocalCaller& caller) {
    return local_settings_from("demo", json, caller);
  };
  const LocalCaller root{0, 0, "root", {}, {}};
  const LocalCaller ana{1000, 1000, "ana", {{"HOME", "/home/ana"}}, {}};
  CHECK(settings(Value::object(), root)->state == "/var/lib/trimtab/demo");
  CHECK(settings(Value::object(), ana)->state == "/home/ana/.local/state/trimtab/demo");
  CHECK(settings({{"stateDir", "/srv/x/"}}, ana)->state == "/srv/x");
  LocalCaller with_xdg = ana;
  with_xdg.environment["XDG_STATE_HOME"] = "/s";
  CHECK(settings(Value::object(), with_xdg)->state == "/s/trimtab/demo");
  CHECK(message(settings({{"stateDir", "relative"}}, ana)).starts_with("target.local.stateDir: "));
  CHECK(message(settings({{"stateDir", "/a b"}}, ana)).starts_with("target.local.stateDir: "));
  CHECK(message(settings({{"user", "bob"}}, ana)).contains("only root can run processes as"));
  CHECK(message(settings({{"user", "no-such-user"}}, root)).contains("there is no account"));
  CHECK(message(settings({{"boot", "systemd"}}, root)).starts_with("target.local.boot: "));
  CHECK(message(settings({{"bind", 7}}, root)).starts_with("target.local: "));
}

}  // namespace
}  // namespace trimtab::test
