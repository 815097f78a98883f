#include "core/target/kubernetes/drift.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

/// "/spec/replicas: 1 -> 3", one line for each difference.
std::string drift(const char* manifest, const char* live) {
  std::string lines;
  for (const Difference& one : owned_drift(Value::parse(manifest), Value::parse(live)))
    lines += one.path + ": " + one.from.dump() + " -> " + one.to.dump() + "\n";
  return lines;
}

}  // namespace

TEST_CASE("What others wrote, the server filled in or a controller reports is no drift") {
  CHECK(drift(R"({"spec":{"replicas":1}})",
              R"({"spec":{"replicas":1,"revisionHistoryLimit":10},"status":{"replicas":1},"metadata":{"uid":"x"}})")
            .empty());
}

TEST_CASE("What we said and is different is told with both values") {
  CHECK(drift(R"({"spec":{"replicas":1}})", R"({"spec":{"replicas":3}})") == "/spec/replicas: 1 -> 3\n");
  CHECK(drift(R"({"data":{"a":"1"}})", R"({"data":{}})") == "/data/a: \"1\" -> null\n");
}

TEST_CASE("Entries of a list are found by what names them, wherever they stand") {
  const char* wanted = R"({"containers":[{"name":"main","image":"a","env":[{"name":"X","value":"1"}]}]})";
  CHECK(drift(wanted, R"({"containers":[{"name":"side","image":"s"},
    {"name":"main","image":"a","env":[{"name":"Y","value":"2"},{"name":"X","value":"1"}]}]})")
            .empty());
  CHECK(drift(wanted, R"({"containers":[{"name":"main","image":"b","env":[{"name":"X","value":"1"}]}]})") ==
        "/containers/0/image: \"a\" -> \"b\"\n");
  CHECK(drift(wanted, R"({"containers":[]})").starts_with("/containers/0: "));
}

TEST_CASE("Lists without names are one value") {
  CHECK(drift(R"({"command":["a","b"]})", R"({"command":["a","b"]})").empty());
  CHECK(drift(R"({"command":["a","b"]})", R"({"command":["b","a"]})") == "/command: [\"a\",\"b\"] -> [\"b\",\"a\"]\n");
}

TEST_CASE("What is empty may be left out by the server") {
  CHECK(drift(R"({"a":{},"b":[],"c":"","d":false,"e":0,"f":null})", "{}").empty());
  CHECK_FALSE(drift(R"({"a":true})", "{}").empty());
}

TEST_CASE("A field is found by the name that server-side apply gives it") {
  const Value manifest = Value::parse(R"({"spec":{"replicas":1,"template":{"spec":{"containers":[
    {"name":"main","image":"a","ports":[{"containerPort":80,"protocol":"TCP"}]}]}}}})");
  CHECK(says(manifest, ".spec.replicas"));
  CHECK(says(manifest, R"(.spec.template.spec.containers[name="main"].image)"));
  CHECK(says(manifest, R"(.spec.template.spec.containers[name="main"].ports[containerPort=80,protocol="TCP"])"));
  CHECK_FALSE(says(manifest, ".spec.paused"));
  CHECK_FALSE(says(manifest, R"(.spec.template.spec.containers[name="side"].image)"));
  CHECK_FALSE(says(manifest, ".spec.replicas.more"));
  CHECK_FALSE(says(manifest, ".spec["));
}

TEST_CASE("Quantities that mean the same are the same") {
  CHECK(same_quantity("1000m", "1"));
  CHECK(same_quantity("1Gi", "1024Mi"));
  CHECK(same_quantity("0.5", "500m"));
  CHECK(same_quantity("1k", "1000"));
  CHECK_FALSE(same_quantity("1G", "1Gi"));
  CHECK_FALSE(same_quantity("a", "b"));
  CHECK(drift(R"({"limits":{"cpu":"0.5"}})", R"({"limits":{"cpu":"500m"}})").empty());
}
