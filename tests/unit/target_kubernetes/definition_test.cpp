#include <catch2/catch_test_macros.hpp>

#include "core/target/kubernetes/driver/drivers.h"
#include "tests/support/wait.h"
#include "tests/unit/kube/api_double.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

const Value boats = Value::parse(R"({
  "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
  "metadata": {"name": "boats.example.org"},
  "spec": {"group": "example.org", "scope": "Namespaced", "names": {"kind": "Boat", "plural": "boats"},
    "versions": [{"name": "v1", "served": true, "storage": true}]}})");

std::string established(const char* status) {
  Value live = boats;
  live["status"]["conditions"].push_back({{"type", "Established"}, {"status", status}});
  return live.dump();
}

std::string group(const std::string& name, const std::string& plural, const std::string& kind, const char* scope) {
  return R"({"metadata":{"name":")" + name + R"("},"versions":[{"version":"v1","resources":[{"resource":")" + plural +
         R"(","responseKind":{"kind":")" + kind + R"("},"scope":")" + scope + R"("}]}]})";
}

std::string discovery(const std::string& groups) {
  return R"({"kind":"APIGroupDiscoveryList","items":[)" + groups + "]}";
}

const std::string definitions =
    group("apiextensions.k8s.io", "customresourcedefinitions", "CustomResourceDefinition", "Cluster");
const std::string none = discovery("");
const std::string not_named = discovery(definitions);
const std::string named = discovery(definitions + "," + group("example.org", "boats", "Boat", "Namespaced"));

/// The driver of manifests against a server that answers as a test says.
struct Site {
  explicit Site(ApiDouble& api) : talk(api.access()), client(talk.session, kinds()) {
    object.id = *Id::parse("sea/kubernetes/boats");
    object.desired["manifest"] = boats;
  }
  static KubeKinds kinds() {
    KubeKinds kinds;
    kinds.add({"apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", false});
    return kinds;
  }

  Conversation talk;
  KubeClient client;
  std::unique_ptr<Clock> clock = make_system_clock();
  std::unique_ptr<Net> net = make_system_net();
  std::unique_ptr<Random> random = make_system_random();
  KubernetesSite site{kubernetes_settings_from("demo", {{"namespace", "sea"}}),
                      client,
                      {*clock, *talk.disk, *net, *random, *talk.processes},
                      {},
                      "uid"};
  std::unique_ptr<Driver> driver = make_manifest_driver(site);
  Object object;
};

}  // namespace

TEST_CASE("A definition is ready when it is established and the server names its kinds, which is asked for anew") {
  ApiDouble api;
  Site sea(api);
  const Lines looked{"GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions/boats.example.org"};
  api.will_say({200, established("False")});
  CHECK(sea.driver->health(sea.object).value().state == HealthState::starting);
  CHECK(api.heard() == looked);

  for (const std::string& body : {established("True"), none, not_named}) api.will_say({200, body});
  CHECK(sea.driver->health(sea.object).value().state == HealthState::starting);
  CHECK(api.heard() == Lines{looked.front(), "GET /api", "GET /apis"});

  for (const std::string& body : {established("True"), none, named}) api.will_say({200, body});
  CHECK(sea.driver->health(sea.object).value().state == HealthState::healthy);
  CHECK(sea.client.knows("example.org/v1", "Boat"));

  api.heard();
  api.will_say({200, established("True")});
  CHECK(sea.driver->health(sea.object).value().state == HealthState::healthy);
  CHECK(api.heard() == looked);
}
