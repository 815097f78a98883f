#include "core/target/kubernetes/immutable.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

std::string change(const char* manifest, const char* live) {
  return immutable_change(Value::parse(manifest), Value::parse(live));
}

}  // namespace

TEST_CASE("What the server would refuse to change in place is told") {
  CHECK(change(R"({"apiVersion":"apps/v1","kind":"StatefulSet","spec":{"serviceName":"b"}})",
               R"({"apiVersion":"apps/v1","kind":"StatefulSet","spec":{"serviceName":"a"}})") ==
        "spec.serviceName cannot be changed");
  CHECK(change(R"({"apiVersion":"v1","kind":"Service","spec":{"clusterIP":"None"}})",
               R"({"apiVersion":"v1","kind":"Service","spec":{"clusterIP":"10.0.0.1"}})") ==
        "spec.clusterIP cannot be changed");
  CHECK(change(R"({"apiVersion":"v1","kind":"ConfigMap","data":{"a":"2"}})",
               R"({"apiVersion":"v1","kind":"ConfigMap","immutable":true,"data":{"a":"1"}})") ==
        "data cannot be changed: it is marked immutable");
}

TEST_CASE("What changes in place, or only was filled in, is no reason to make an object anew") {
  CHECK(
      change(
          R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}}}})",
          R"({"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}}}})")
          .empty());
  CHECK(change(R"({"apiVersion":"apps/v1","kind":"StatefulSet","spec":{"volumeClaimTemplates":[{"metadata":{"name":"d"},
                 "spec":{"resources":{"requests":{"storage":"1024Mi"}}}}]}})",
               R"({"apiVersion":"apps/v1","kind":"StatefulSet","spec":{"volumeClaimTemplates":[{"metadata":{"name":"d"},
                 "spec":{"volumeMode":"Filesystem","resources":{"requests":{"storage":"1Gi"}}},"status":{}}]}})")
            .empty());
}

TEST_CASE("A claim may grow and not shrink") {
  const char* small = R"({"apiVersion":"v1","kind":"PersistentVolumeClaim",
    "spec":{"resources":{"requests":{"storage":"5Gi"}}}})";
  const char* large = R"({"apiVersion":"v1","kind":"PersistentVolumeClaim",
    "spec":{"resources":{"requests":{"storage":"10Gi"}}}})";
  CHECK(change(large, small).empty());
  CHECK(change(small, large) == "it would shrink from 10Gi to 5Gi");
}

TEST_CASE("A stateful set keeps its pods when it is made anew under the same selector") {
  const Value one =
      Value::parse(R"({"kind":"StatefulSet","spec":{"serviceName":"a","selector":{"matchLabels":{"x":"y"}}}})");
  Value other = one;
  other["spec"]["serviceName"] = "b";
  CHECK(keeps_its_pods(one, other));
  other["spec"]["selector"]["matchLabels"]["x"] = "z";
  CHECK_FALSE(keeps_its_pods(one, other));
}
