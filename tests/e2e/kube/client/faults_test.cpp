// What core/kube makes of bad days: a proxy in front of a real API server that delays, refuses, cuts and stalls.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <thread>

#include "core/kube/watch.h"
#include "tests/e2e/kube/client/bad_day.h"
#include "tests/support/wait.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const KubeApply our_apply{.manager = "trimtab"};

Value rule(const char* method, const char* path, Value fault, int times = 1) {
  return {{"method", method}, {"path", path}, {"times", times}, {"fault", std::move(fault)}};
}

}  // namespace

TEST_CASE("A slow answer is waited for") {
  BadDay api;
  const Value wanted = config_map(api.new_namespace(), "web", "1");
  REQUIRE(api.tell({rule("PATCH", "/configmaps/", {{"delay", 0.3}})}));
  const auto applied = api.client().apply(wanted, our_apply);
  REQUIRE(applied);
  CHECK(applied->at("data").at("key") == "1");
  CHECK(api.times_left() == 0);
}

TEST_CASE("An answer that does not come in time is an error with the time in it") {
  BadDay api;
  REQUIRE(api.tell({rule("GET", "/version", {{"delay", 5}}, 9)}));
  const auto late = api.session().call({.path = "/version", .timeout = std::chrono::milliseconds(100)});
  REQUIRE_FALSE(late);
  CHECK(late.error().code == Errc::unreachable);
  CHECK_THAT(late.error().message(), ContainsSubstring("no complete answer within 0.1 s"));
}

TEST_CASE("A server with too much to do is asked again after the time it names") {
  BadDay api;
  const Value wanted = config_map(api.new_namespace(), "web", "1");
  REQUIRE(api.tell({rule("PATCH", "/configmaps/", {{"status", 429}, {"retry_after", 1}}, 2)}));
  const auto begun = std::chrono::steady_clock::now();
  CHECK(api.client().apply(wanted, our_apply));
  CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::seconds(2));
  CHECK(api.times_left() == 0);
}

TEST_CASE("A server that has too much to do for ever is an error, not a loop") {
  BadDay api;
  REQUIRE(api.tell({rule("GET", "/version", {{"status", 429}, {"retry_after", 0}}, 1'000)}));
  const std::uint64_t before = api.session().requests();
  const auto refused = api.session().call({.path = "/version"});
  REQUIRE(refused);
  CHECK(refused->status == 429);
  CHECK(api.session().requests() - before == 4);
}

TEST_CASE("An apply that was done and answered by an error is done once more, and changes nothing then") {
  BadDay api;
  const Value wanted = config_map(api.new_namespace(), "web", "1");
  REQUIRE(api.tell({rule("PATCH", "/configmaps/", {{"status", 500}, {"after", true}})}));
  const auto applied = api.client().apply(wanted, our_apply);
  REQUIRE(applied);
  CHECK(applied->at("data").at("key") == "1");
  CHECK(api.times_left() == 0);
}

TEST_CASE("A removal that was done and answered by an error counts as done") {
  BadDay api;
  const auto made = api.client().apply(config_map(api.new_namespace(), "web", "1"), our_apply);
  REQUIRE(made);
  REQUIRE(api.tell({rule("DELETE", "/configmaps/", {{"status", 500}, {"after", true}})}));
  CHECK(api.client().remove(key_of(*made), made->at("metadata").at("uid")));
  CHECK(*api.client().get(key_of(*made)) == std::nullopt);
}

TEST_CASE("A replacement that met a newer version is stale, and not tried again") {
  BadDay api;
  const auto made = api.client().apply(config_map(api.new_namespace(), "web", "1"), our_apply);
  REQUIRE(made);
  REQUIRE(api.tell({rule("PUT", "/configmaps/", {{"status", 409}, {"reason", "Conflict"}})}));
  CHECK(api.client().replace(*made, "trimtab").error().code == Errc::stale);
  CHECK(api.times_left() == 0);
}

TEST_CASE("An answer that breaks off is never taken for a whole one") {
  BadDay api;
  const std::string space = api.new_namespace();
  for (const char* name : {"a", "b", "c"}) REQUIRE(api.client().apply(config_map(space, name, "1"), our_apply));
  for (const int bytes : {0, 1, 100, 500}) {
    CAPTURE(bytes);
    REQUIRE(api.tell({rule("GET", "/configmaps", {{"cut", bytes}})}));
    const auto list = api.client().list("v1", "ConfigMap", space);
    REQUIRE(list);
    CHECK(list->items.size() == 3);
    CHECK(api.times_left() == 0);
  }
}

TEST_CASE("A server whose every answer breaks off is unreachable") {
  BadDay api;
  REQUIRE(api.tell({rule("GET", "/configmaps", {{"cut", 10}}, 1'000)}));
  const auto list = api.client().list("v1", "ConfigMap", "default");
  REQUIRE_FALSE(list);
  CHECK(list.error().code == Errc::unreachable);
}

TEST_CASE("A watch goes on where it was when its stream breaks off, stalls, or has been forgotten") {
  const Value fault =
      Value::parse(GENERATE(as<std::string>(), R"({"cut": 20})", R"({"stall": 0})", R"({"status": 410})"));
  CAPTURE(fault.dump());
  BadDay api;
  const std::string space = api.new_namespace();
  REQUIRE(api.tell({rule("GET", "watch=true", fault)}));
  REQUIRE(api.client().apply(config_map(space, "one", "1"), our_apply));
  std::vector<std::string> seen;
  std::stop_source stop;
  Status end;
  {
    const std::jthread watcher([&] {
      end = watch(
          api.client(), {"v1", "ConfigMap", space, ""},
          [&](const KubeEvent& event) {
            if (event.type != KubeEvent::Type::there) return true;
            seen.push_back(event.object.at("metadata").at("name"));
            return seen.back() != "two";
          },
          stop.get_token(), std::chrono::milliseconds(500));
    });
    const bool spoilt = eventually([&] { return api.times_left() == 0; });
    const auto applied = api.client().apply(config_map(space, "two", "1"), our_apply);
    if (!spoilt || !applied) stop.request_stop();
  }
  CHECK(end);
  CHECK(seen.front() == "one");
  CHECK(seen.back() == "two");
}
