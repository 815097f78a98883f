#include "core/target/kubernetes/lower/grounds.h"

#include <catch2/catch_test_macros.hpp>

#include "lowered.h"

using namespace trimtab;

namespace {

constexpr const char* boat_definition = R"({"type": "kubernetes", "name": "boats", "spec": {
  "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
  "metadata": {"name": "boats.example.org"},
  "spec": {"group": "example.org", "scope": "Cluster", "names": {"kind": "Boat", "plural": "boats"},
    "versions": [{"name": "v1", "served": true}, {"name": "v2", "served": true}, {"name": "v0", "served": false}]}}})";

std::string boat(const std::string& name, const std::string& api_version) {
  return R"({"component": "fleet", "type": "kubernetes", "name": ")" + name + R"(", "spec": {"apiVersion": ")" +
         api_version + R"(", "kind": "Boat"}})";
}

std::string name_space(const std::string& name) {
  return R"({"type": "kubernetes", "name": "ground", "spec": {"apiVersion": "v1", "kind": "Namespace",
    "metadata": {"name": ")" +
         name + R"("}}})";
}

std::string all(const std::vector<std::string>& resources) {
  std::string text;
  for (const std::string& one : resources) text += (text.empty() ? "[" : ", ") + one;
  return text + "]";
}

std::string needs_of(const Lowered& lowered, const std::string& id) {
  std::string text;
  for (const Id& need : lowered.object(id).needs) text += (text.empty() ? "" : ", ") + need.text();
  return text;
}

Object in_name_space(const std::string& id, const std::string& kind, const std::string& name,
                     const std::string& where) {
  Object object;
  object.id = *Id::parse(id);
  object.driver = "manifest";
  object.desired["manifest"] = {{"apiVersion", "v1"}, {"kind", kind}, {"metadata", {{"name", name}}}};
  if (!where.empty()) object.desired["manifest"]["metadata"]["namespace"] = where;
  return object;
}

}  // namespace

TEST_CASE("An object needs the definition of its kind, which another component of the stack may bring") {
  const Lowered lowered(all({boat("one", "example.org/v1"), boat_definition, boat("two", "example.org/v2")}));
  REQUIRE(lowered.problems().empty());
  CHECK(needs_of(lowered, "fleet/kubernetes/one") == "broker/kubernetes/boats");
  CHECK(needs_of(lowered, "fleet/kubernetes/two") == "broker/kubernetes/boats");
  CHECK(needs_of(lowered, "broker/kubernetes/boats").empty());
}

TEST_CASE("A version that is not served and a group that is another's are of no definition") {
  const Lowered lowered(all({boat_definition, boat("old", "example.org/v0"), boat("theirs", "example.com/v1")}));
  CHECK(needs_of(lowered, "fleet/kubernetes/old").empty());
  CHECK(needs_of(lowered, "fleet/kubernetes/theirs").empty());
}

TEST_CASE("Whether a kind that the stack defines has namespaces is as its definition says") {
  const Lowered lowered(all({boat_definition, boat("one", "example.org/v1"), boat("theirs", "example.com/v1")}));
  CHECK(lowered.at("fleet/kubernetes/one", "/metadata/namespace").is_null());
  CHECK(lowered.at("fleet/kubernetes/theirs", "/metadata/namespace") == "airflow");
}

TEST_CASE("Whatever lives in a namespace of the stack needs it, secrets too") {
  const Lowered lowered(all({R"({"component": "web", "type": "config", "name": "c", "spec": {"files": {}}})",
                             R"({"component": "web", "type": "secret", "name": "s",
                                 "spec": {"keys": {"k": {"generated": {}}}}})",
                             R"({"component": "web", "type": "kubernetes", "name": "elsewhere", "spec": {
                                 "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"namespace": "other"}}})",
                             name_space("airflow")}));
  REQUIRE(lowered.problems().empty());
  const std::string config = lowered.ids().substr(0, lowered.ids().find(','));
  CHECK(needs_of(lowered, config) == "broker/kubernetes/ground");
  CHECK(needs_of(lowered, "web/secret/s") == "broker/kubernetes/ground");
  CHECK(needs_of(lowered, "web/kubernetes/elsewhere").empty());
  CHECK(needs_of(lowered, "broker/kubernetes/ground").empty());
}

TEST_CASE("A stack that brings no grounds is as it was") {
  const Lowered lowered(all({boat("one", "example.org/v1"), boat("two", "example.org/v1")}));
  CHECK(needs_of(lowered, "fleet/kubernetes/one").empty());
  CHECK(needs_of(lowered, "fleet/kubernetes/two").empty());
}

TEST_CASE("A need that is there is not added again, and a namespace that needs something is needed by nobody") {
  std::vector<Object> objects{in_name_space("a/kubernetes/ground", "Namespace", "a", ""),
                              in_name_space("b/kubernetes/ground", "Namespace", "b", ""),
                              in_name_space("a/kubernetes/map", "ConfigMap", "m", "a"),
                              in_name_space("b/kubernetes/map", "ConfigMap", "m", "b")};
  objects[1].needs = {objects[3].id};
  objects[2].needs = {objects[0].id};
  add_grounds(objects);
  CHECK(objects[2].needs == std::vector{objects[0].id});
  CHECK(objects[3].needs.empty());
}
