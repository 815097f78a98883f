#include "core/spec/defaults.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "core/spec/kind_schema.h"
#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

Value spec_of(const std::string& text, std::string_view component) {
  const auto stack = SpecCase().file("s.yaml", text).load();
  REQUIRE(stack);
  return component_of(*stack, component)->spec;
}

std::string with_defaults(const std::string& defaults, const std::string& components) {
  std::string text = with_components(components);
  return text.replace(text.find("  components:"), 0, "  defaults: " + defaults + "\n");
}

}  // namespace

TEST_CASE("Defaults of the schema are filled in at every depth that is there", "[defaults]") {
  CHECK(spec_of(with_components("db: {kind: mysql, spec: {external: {host: h}}}"), "db") ==
        Value::parse(R"({"flavor": "any", "storage": {"size": "10Gi", "retain": true},
                         "external": {"host": "h", "port": 3306}})"));
}

TEST_CASE("A map that is not there gets defaults only when it has one itself", "[defaults]") {
  const Value spec =
      spec_of(with_components("db: {kind: mysql}\nairflow: {kind: airflow, spec: {database: db}}"), "airflow");
  CHECK(spec["scheduler"] == Value{{"replicas", 1}, {"stopTimeout", "60s"}});
  CHECK_FALSE(spec.contains("workers"));
}

TEST_CASE("Values for every component of a kind stand behind its own", "[defaults]") {
  const std::string text = with_defaults("{kinds: {mysql: {version: 8.4, storage: {size: 50Gi}}}}",
                                         "one: {kind: mysql}\ntwo: {kind: mysql, spec: {storage: {retain: false}}}");
  CHECK(spec_of(text, "one")["version"] == "8.4");
  CHECK(spec_of(text, "two")["storage"] == Value{{"size", "50Gi"}, {"retain", false}});
}

TEST_CASE("A block of a target is handed down, and the nearest wins key by key", "[defaults]") {
  const Value spec =
      spec_of(with_defaults("{local: {nice: 5, logRotate: {keep: 3, size: 1Mi}}}",
                            "db: {kind: mysql, spec: {local: {basedir: /opt/mysql, port: 3307}}}\n"
                            "airflow: {kind: airflow, spec: {database: db, local: {nice: 7, port: 8080},\n"
                            "  workers: {local: {logRotate: {keep: 9}}}}}"),
              "airflow");
  CHECK(spec["local"] == Value::parse(R"({"nice": 7, "port": 8080, "logRotate": {"keep": 3, "size": "1Mi"}})"));
  // A port belongs to one program: it is not handed down.
  CHECK(spec["workers"]["local"] == Value::parse(R"({"nice": 7, "logRotate": {"keep": 9, "size": "1Mi"}})"));
  CHECK(spec["scheduler"]["local"] == Value::parse(R"({"nice": 7, "logRotate": {"keep": 3, "size": "1Mi"}})"));
}

TEST_CASE("Both targets' blocks are checked whichever target is used", "[defaults]") {
  CHECK(messages_of(with_defaults("{kubernetes: {storageClas: ssd}}", "db: {kind: mysql}")) ==
        "s.yaml:6:27 E0112 unknown key \"storageClas\" in spec.defaults.kubernetes | did you mean \"storageClass\"?\n");
}

TEST_CASE("Defaults of a kind are checked where they stand, once", "[defaults]") {
  CHECK(
      messages_of(with_defaults("{kinds: {mysql: {storge: {}}, mongo: {}}}", "a: {kind: mysql}\nb: {kind: mysql}")) ==
      "s.yaml:6:30 E0112 unknown key \"storge\" in defaults.kinds.mysql's spec | did you mean \"storage\"? | next: "
      "trimtab plugin show mysql\n"
      "s.yaml:6:43 E0250 no plugin offers the kind \"mongo\" | why: kinds at hand: airflow, mysql, nfs, redis | next: "
      "trimtab plugin list\n");
}
