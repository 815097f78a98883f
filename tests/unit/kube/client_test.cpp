#include "core/kube/client.h"

#include <catch2/catch_test_macros.hpp>

#include "core/kube/kind_cache.h"
#include "core/kube/path.h"
#include "tests/support/temporary_directory.h"
#include "tests/unit/kube/api_double.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// A client that knows two kinds.
struct Client : Conversation {
  explicit Client(ApiDouble& api) : Conversation(api.access()), client(session, kinds()) {}
  static KubeKinds kinds() {
    KubeKinds kinds;
    kinds.add({"v1", "ConfigMap", "configmaps", true});
    kinds.add({"v1", "Namespace", "namespaces", false});
    return kinds;
  }
  KubeClient client;
};

const KubeKey web{"v1", "ConfigMap", "a", "web"};
const Value web_config{
    {"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"metadata", {{"namespace", "a"}, {"name", "web"}}}};

}  // namespace

TEST_CASE("Paths are those of the API: core group, named groups, with and without a name space") {
  CHECK(collection_path({"v1", "Pod", "pods", true}, "a") == "/api/v1/namespaces/a/pods");
  CHECK(collection_path({"apps/v1", "Deployment", "deployments", true}, "") == "/apis/apps/v1/deployments");
  CHECK(collection_path({"v1", "Namespace", "namespaces", false}, "a") == "/api/v1/namespaces");
  CHECK(query_text({{"labelSelector", "a=b,c in (d)"}, {"limit", "5"}}) ==
        "?labelSelector=a%3Db%2Cc%20in%20%28d%29&limit=5");
}

TEST_CASE("An apply names its manager, forces nothing and has its fields checked strictly") {
  ApiDouble api;
  Client talk(api);
  api.will_say({200, "{}"});
  CHECK(talk.client.apply(web_config, {.manager = "trimtab"}));
  CHECK(api.heard() ==
        Lines{"PATCH /api/v1/namespaces/a/configmaps/web?fieldManager=trimtab&fieldValidation=Strict&force=false"});
}

TEST_CASE("What is not there is no error: get nothing, remove nothing") {
  ApiDouble api;
  Client talk(api);
  api.will_say({404, R"({"kind":"Status","reason":"NotFound"})"});
  CHECK(*talk.client.get(web) == std::nullopt);
  api.will_say({404, R"({"kind":"Status","reason":"NotFound"})"});
  CHECK(*talk.client.remove(web, "uid") == false);
  api.will_say({409, R"({"kind":"Status","reason":"AlreadyExists"})"});
  CHECK(*talk.client.create(web_config, "trimtab") == std::nullopt);
}

TEST_CASE("A list has one answer for each page, and begins anew when its place was forgotten") {
  ApiDouble api;
  Client talk(api);
  api.will_say({200, R"({"metadata":{"continue":"x"},"items":[{"metadata":{"name":"1"}}]})"});
  api.will_say({410, R"({"kind":"Status","reason":"Expired"})"});
  api.will_say(
      {200, R"({"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"1"}},{"metadata":{"name":"2"}}]})"});
  const auto list = talk.client.list("v1", "ConfigMap", "a", "app=x");
  REQUIRE(list);
  CHECK(list->items.size() == 2);
  CHECK(list->items[0].at("kind") == "ConfigMap");
  CHECK(list->resource_version == "7");
  CHECK(api.heard() == Lines{"GET /api/v1/namespaces/a/configmaps?labelSelector=app%3Dx&limit=5000",
                             "GET /api/v1/namespaces/a/configmaps?continue=x&labelSelector=app%3Dx&limit=5000",
                             "GET /api/v1/namespaces/a/configmaps?labelSelector=app%3Dx"});
}

TEST_CASE("A kind that the cluster has not is an error before anything is sent") {
  ApiDouble api;
  Client talk(api);
  CHECK(talk.client.get({"example.com/v1", "Thing", "a", "b"}).error().message() ==
        "the cluster has no kind Thing in example.com/v1");
  CHECK(talk.client.get({"v1", "ConfigMap", "", "b"}).error().message() == "ConfigMap b (v1) without a namespace");
  CHECK(api.heard().empty());
}

TEST_CASE("A kind that was defined meanwhile is known after asking again; who holds the kinds of before keeps them") {
  ApiDouble api;
  Client talk(api);
  const auto before = talk.client.kinds();
  api.will_say({200, R"({"kind":"APIGroupDiscoveryList","items":[]})"});
  api.will_say(
      {200, R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"example.com"},"versions":[{"version":"v1",
    "resources":[{"resource":"things","responseKind":{"kind":"Thing"},"scope":"Namespaced"}]}]}]})"});
  CHECK_FALSE(talk.client.knows("example.com/v1", "Thing"));
  REQUIRE(talk.client.discover_again());
  CHECK(talk.client.knows("example.com/v1", "Thing"));
  CHECK(before->find("v1", "ConfigMap") != nullptr);
  CHECK(api.heard() == Lines{"GET /api", "GET /apis"});
}

TEST_CASE("Kinds are found by aggregated discovery, and by the older way where there is none") {
  ApiDouble api;
  Conversation talk(api.access());
  api.will_say(
      {200, R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1","resources":[
    {"resource":"pods","responseKind":{"group":"","version":"v1","kind":"Pod"},"scope":"Namespaced"}]}]}]})"});
  api.will_say({200, R"({"kind":"APIGroupList","groups":[{"versions":[{"groupVersion":"apps/v1"}]}]})"});
  api.will_say(
      {200, R"({"groupVersion":"apps/v1","resources":[{"name":"deployments","kind":"Deployment","namespaced":true},
    {"name":"deployments/scale","kind":"Scale","namespaced":true}]})"});
  const auto roots = discover_kinds(talk.session);
  REQUIRE(roots);
  const KubeKinds kinds(*roots);
  CHECK(kinds.size() == 2);
  CHECK(kinds.find("v1", "Pod")->plural == "pods");
  CHECK(kinds.find("apps/v1", "Deployment")->plural == "deployments");
}

TEST_CASE("Kinds are kept for the next run, which asks whether they are still so, and reads anew what was damaged") {
  const std::string pods = R"({"kind":"APIGroupDiscoveryList","items":[{"metadata":{},"versions":[{"version":"v1",
    "resources":[{"resource":"pods","responseKind":{"group":"","version":"v1","kind":"Pod"},
                  "scope":"Namespaced"}]}]}]})";
  const ApiDouble::Answer whole{200, pods, {{"ETag", "\"one\""}}};
  const TemporaryDirectory directory;
  ApiDouble api;
  Conversation talk(api.access());
  const KubeKindCache cache(*talk.disk, directory.path() / "clusters");
  const auto asked_for_pods = [&](const std::vector<ApiDouble::Answer>& answers) {
    for (const auto& answer : answers) api.will_say(answer);
    const auto roots = discover_kinds(talk.session, cache.read("a server"));
    REQUIRE(roots);
    cache.write("a server", *roots);
    CHECK(KubeKinds(*roots).find("v1", "Pod")->plural == "pods");
    return api.heard();
  };
  const Lines plain{"GET /api", "GET /apis"};
  const Lines conditional{"GET /api unless \"one\"", "GET /apis unless \"one\""};
  CHECK(asked_for_pods({whole, whole}) == plain);
  CHECK(asked_for_pods({{304, ""}, {304, ""}}) == conditional);
  CHECK(asked_for_pods({{304, ""}, whole}) == conditional);
  const auto files = talk.disk->list(directory.path() / "clusters");
  REQUIRE(files->size() == 1);
  const Path file = directory.path() / "clusters" / files->front();
  CHECK(talk.disk->status(file).value()->mode == 0600);
  std::string text = *talk.disk->read(file, 1 << 20);
  text.replace(text.find("\"pods\""), 6, "\"cods\"");
  REQUIRE(talk.disk->write(file, text, Access{0600}));
  CHECK(asked_for_pods({whole, whole}) == plain);
  REQUIRE(talk.disk->write(file, "{", Access{0600}));
  CHECK(asked_for_pods({whole, whole}) == plain);
}
