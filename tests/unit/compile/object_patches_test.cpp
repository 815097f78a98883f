#include "tests/unit/compile/toys.h"

namespace trimtab {
namespace {

using testing::resource;
using testing::Workshop;

const Value manifest = Value::parse(R"({"apiVersion": "apps/v1", "kind": "StatefulSet",
  "metadata": {"name": "s-web-worker", "namespace": "a"}, "spec": {"replicas": 1}})");

Workshop shop(Patch patch) {
  Workshop workshop("web");
  workshop.plugins.expand_one = [](const ExpandComponent&) {
    ExpandedComponent expanded;
    expanded.resources = {resource("web/workload/worker", {{"manifest", manifest}})};
    return expanded;
  };
  workshop.stack.components[0].patches = {std::move(patch)};
  return workshop;
}

Value json(const char* text) { return Value::parse(text); }

}  // namespace

TEST_CASE("A patch of an object changes its manifest last of all, and the plan says where it stands",
          "[compile][patch]") {
  auto workshop = shop({"StatefulSet/s-web-worker", json(R"({"metadata": {"annotations": {"team": "data"}}})")});
  const auto made = workshop.compile();
  REQUIRE(made);
  const Object& object = made->objects.front();
  CHECK(object.desired.at("/manifest/metadata/annotations/team"_json_pointer) == "data");
  CHECK(object.desired.at("/manifest/spec/replicas"_json_pointer) == 1);
  CHECK(object.summary == "patched by stack.yaml:1:31");
}

TEST_CASE("A patch of an object may be a list of operations", "[compile][patch]") {
  auto workshop =
      shop({"StatefulSet/s-web-worker", nullptr, json(R"([{"op": "replace", "path": "/spec/replicas", "value": 3}])")});
  CHECK(workshop.desired("web/workload/worker").at("/manifest/spec/replicas"_json_pointer) == 3);
}

TEST_CASE("A patch that matches no object, does not fit, or takes an object's name away is refused with its place",
          "[compile][patch]") {
  auto unknown = shop({"StatefulSet/s-web-workre", json("{}")});
  CHECK(unknown.refusal().what == "a patch of web changes \"StatefulSet/s-web-workre\", which it does not have");
  CHECK(unknown.refusal().label == "did you mean \"StatefulSet/s-web-worker\"?");
  CHECK(unknown.refusal().at->file == "stack.yaml");
  auto unfit = shop({"StatefulSet/s-web-worker", nullptr, json(R"([{"op": "remove", "path": "/spec/none"}])")});
  CHECK(unfit.refusal().code == "E0312");
  auto renamed = shop({"StatefulSet/s-web-worker", json(R"({"metadata": {"name": "x"}})")});
  CHECK(renamed.refusal().why == std::vector<std::string>{"/metadata/name is what trimtab finds the object by"});
}

}  // namespace trimtab
