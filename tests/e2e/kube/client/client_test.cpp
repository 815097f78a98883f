// What core/kube says to an API server, said to a real one.

#include "core/kube/client.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <thread>

#include "core/kube/watch.h"
#include "tests/e2e/kube/client/real_api.h"
#include "tests/support/authority.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const KubeApply ours{.manager = "trimtab"};

std::string version_of(const Value& object) { return object.at("metadata").at("resourceVersion"); }
std::string uid_of(const Value& object) { return object.at("metadata").at("uid"); }

/// What went wrong, with everything the server said of it.
template <class T>
std::string problem(const Result<T>& result) {
  if (result) return "nothing";
  std::string text = result.error().message();
  for (const std::string& why : result.error().diagnostics.front().why) text += "\n" + why;
  return text;
}

}  // namespace

TEST_CASE("All kinds are found in two requests") {
  RealApi api;
  CHECK(api.session().requests() == 2);
  const auto kinds = api.client().kinds();
  const KubeKind* deployment = kinds->find("apps/v1", "Deployment");
  REQUIRE(deployment != nullptr);
  CHECK(deployment->plural == "deployments");
  CHECK(deployment->namespaced);
  CHECK_FALSE(kinds->find("v1", "Namespace")->namespaced);
}

TEST_CASE("What is applied twice is written once") {
  RealApi api;
  const Value wanted = config_map(api.new_namespace(), "web", "1");
  const auto first = api.client().apply(wanted, ours);
  const auto second = api.client().apply(wanted, ours);
  REQUIRE(second);
  CHECK(version_of(*first) == version_of(*second));
}

TEST_CASE("A field of someone else is left alone, and its owner named, unless it is taken by force") {
  RealApi api;
  const std::string space = api.new_namespace();
  REQUIRE(api.client().apply(config_map(space, "web", "theirs"), {.manager = "somebody"}));
  const auto refused = api.client().apply(config_map(space, "web", "ours"), ours);
  CHECK(problem(refused) == "apply ConfigMap " + space +
                                "/web (v1): fields of it belong to someone else (409)\n.data.key belongs to somebody");
  CHECK(refused.error().code == Errc::refused);
  const auto taken = api.client().apply(config_map(space, "web", "ours"), {.manager = "trimtab", .force = true});
  REQUIRE(taken);
  CHECK(taken->at("data").at("key") == "ours");
}

TEST_CASE("A field that the kind has not is refused by its name, and nothing is made") {
  RealApi api;
  const std::string space = api.new_namespace();
  Value wrong = config_map(space, "web", "1");
  wrong["dada"] = Value::object();
  CHECK_THAT(problem(api.client().apply(wrong, ours)), ContainsSubstring("dada"));
  CHECK(*api.client().get(key_of(wrong)) == std::nullopt);
}

TEST_CASE("A dry run says what would be, and leaves it so") {
  RealApi api;
  const Value wanted = config_map(api.new_namespace(), "web", "1");
  const auto dry = api.client().apply(wanted, {.manager = "trimtab", .dry_run = true});
  REQUIRE(dry);
  CHECK(dry->at("data").at("key") == "1");
  CHECK(*api.client().get(key_of(wanted)) == std::nullopt);
}

TEST_CASE("What is there already is not made again, and an old version replaces nothing") {
  RealApi api;
  const Value wanted = config_map(api.new_namespace(), "web", "1");
  const auto made = api.client().create(wanted, "trimtab");
  REQUIRE(made);
  REQUIRE(*made);
  CHECK(*api.client().create(wanted, "trimtab") == std::nullopt);
  Value newer = **made;
  newer["data"]["key"] = "2";
  CHECK(api.client().replace(newer, "trimtab"));
  CHECK(api.client().replace(newer, "trimtab").error().code == Errc::stale);
}

TEST_CASE("Only the object that was meant is removed") {
  RealApi api;
  const Value wanted = config_map(api.new_namespace(), "web", "1");
  const auto made = api.client().apply(wanted, ours);
  REQUIRE(made);
  CHECK(*api.client().remove(key_of(wanted), "00000000-0000-0000-0000-000000000000") == false);
  CHECK(api.client().get(key_of(wanted))->has_value());
  CHECK(*api.client().remove(key_of(wanted), uid_of(*made)) == true);
  CHECK(*api.client().get(key_of(wanted)) == std::nullopt);
}

TEST_CASE("A list of a thousand is one request, knows their kind, and leaves out who set which field") {
  RealApi api;
  const std::string space = api.new_namespace();
  for (int i = 0; i < 1'000; ++i) {
    REQUIRE(api.client().create(config_map(space, "c" + std::to_string(i), "1"), "trimtab"));
  }
  const std::uint64_t before = api.session().requests();
  const auto list = api.client().list("v1", "ConfigMap", space);
  REQUIRE(list);
  CHECK(list->items.size() == 1'000);
  CHECK(list->items.front().at("kind") == "ConfigMap");
  CHECK_FALSE(list->items.front().at("metadata").contains("managedFields"));
  CHECK(api.session().requests() - before == 1);
}

TEST_CASE("Who has no right is told so, and who is nobody too") {
  KubeAccess access = RealApi::administrator();
  access.tls.certificate = access.tls.key = "";
  access.token = required_variable("NOBODY_TOKEN");
  RealApi nobody(access);
  const auto refused = nobody.client().list("v1", "Secret", "default");
  CHECK_THAT(problem(refused), ContainsSubstring("not allowed (403)") && ContainsSubstring("\"nobody\""));
  CHECK(refused.error().code == Errc::refused);
  access.token = "wrong";
  const auto disk = make_system_disk();
  const auto processes = make_system_processes();
  KubeSession stranger(access, {*disk, *processes, {}});
  const auto unknown = discover_kinds(stranger);
  CHECK_THAT(problem(unknown), ContainsSubstring("does not know who we are (401)"));
}

TEST_CASE("A server that another authority vouches for is not trusted") {
  KubeAccess access = RealApi::administrator();
  access.tls.authorities = Authority().certificate();
  const auto disk = make_system_disk();
  const auto processes = make_system_processes();
  KubeSession session(access, {*disk, *processes, {}});
  CHECK_THAT(problem(session.call({.path = "/version"})),
             ContainsSubstring("cannot be trusted") && ContainsSubstring("from an authority that is not trusted here"));
}

TEST_CASE("A watch goes on over the death of the server, and misses nothing") {
  RealApi api;
  const std::string space = api.new_namespace();
  REQUIRE(api.client().apply(config_map(space, "one", "1"), ours));
  std::vector<std::string> seen;
  std::stop_source stop;
  Status end;
  {
    const std::jthread watcher([&] {
      end = watch(
          api.client(), {"v1", "ConfigMap", space, ""},
          [&](const KubeEvent& event) {
            if (event.type != KubeEvent::Type::there) return true;
            const std::string name = event.object.at("metadata").at("name");
            if (seen.empty() || seen.back() != name) seen.push_back(name);
            return name != "three";
          },
          stop.get_token());
    });
    RealApi writer;
    REQUIRE(writer.client().apply(config_map(space, "two", "1"), ours));
    RealApi::restart_server();
    REQUIRE(writer.client().apply(config_map(space, "three", "1"), ours));
  }
  CHECK(problem(end) == "nothing");
  CHECK(seen.front() == "one");
  CHECK(seen.back() == "three");
}
