#include "core/apply/blamed_field.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

const Value spec = Value::parse(R"({
  "version": "1", "resources": "of no target",
  "kubernetes": {"resources": {"limits": {"cpu": "1"}}, "nodeSelector": {"pool": "a"}},
  "workers": {"kubernetes": {"resources": {"limits": {"cpu": "2"}}, "volumes": [{"name": "v", "emptyDir": {}}]}},
  "manifest": {"metadata": {"name": "m"}, "data": {"a": "b"}}
})");

std::string blamed(std::string_view from, std::string_view field) {
  return blamed_field(spec, from, field).value_or("nothing");
}

}  // namespace

TEST_CASE("What an API refuses stands in the block of a target, the nearest one first") {
  CHECK(blamed("", "spec.template.spec.nodeSelector") == "/kubernetes/nodeSelector");
  CHECK(blamed("/workers", "spec.template.spec.containers[0].resources.limits[cpu]") ==
        "/workers/kubernetes/resources/limits/cpu");
  CHECK(blamed("", "spec.template.spec.containers[0].resources.limits") == "/kubernetes/resources/limits");
  CHECK(blamed("", "spec.template.spec.containers[0].resources.requests") == "/kubernetes/resources");
  CHECK(blamed("/workers", R"(.spec.template.spec.volumes[name="v"].emptyDir)") ==
        "/workers/kubernetes/volumes/0/emptyDir");
}

TEST_CASE("What an API refuses of one role is never blamed on another") {
  CHECK(blamed("/scheduler", "spec.template.spec.volumes[0].emptyDir") == "nothing");
}

TEST_CASE("What an API refuses of a manifest stands in it") {
  CHECK(blamed("/manifest", "metadata.name") == "/manifest/metadata/name");
  CHECK(blamed("", "metadata.name") == "nothing");
}

TEST_CASE("What the spec does not say is blamed on nothing in it") {
  CHECK(blamed("", "spec.replicas") == "nothing");
  CHECK(blamed("", "spec.version") == "nothing");
  CHECK(blamed("", "") == "nothing");
}
