#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

const std::string base = with_components(
    "db: {kind: mysql, spec: {version: 8.0, storage: {size: 20Gi, retain: false}, config: {a: 1, b: 2}}}\n"
    "dags: {kind: nfs, spec: {source: {path: ./dags}, clients: [a, b]}}\n"
    "broker: {kind: redis}\n"
    "airflow: {kind: airflow, spec: {executor: celery, database: {from: db, name: team_a}, broker: broker,\n"
    "  dags: dags, flower: {password: {file: /a}}}}");

SpecCase with_overlay(const std::string& components) {
  return SpecCase().file("base.yaml", base).file("prod.yaml", "spec: {components: " + components + "}");
}

Value spec_of(const SpecCase& spec, std::string_view component) {
  const auto stack = spec.load();
  REQUIRE(stack);
  const Component* found = component_of(*stack, component);
  REQUIRE(found != nullptr);
  return found->spec;
}

}  // namespace

TEST_CASE("A later file changes what it names and leaves the rest", "[merge]") {
  const Value spec = spec_of(with_overlay("{db: {spec: {storage: {size: 50Gi}, config: {b: 3, c: 4}}}}"), "db");
  CHECK(spec["version"] == "8.0");
  CHECK(spec["storage"] == Value{{"size", "50Gi"}, {"retain", false}});
  CHECK(spec["config"] == Value{{"a", 1}, {"b", 3}, {"c", 4}});
}

TEST_CASE("Lists are replaced whole", "[merge]") {
  CHECK(spec_of(with_overlay("{dags: {spec: {clients: [c]}}}"), "dags")["clients"] == Value{"c"});
}

TEST_CASE("Of a one-of map one alternative is left, never two", "[merge]") {
  SECTION("marked by the schema") {
    CHECK(spec_of(with_overlay("{dags: {spec: {source: {git: {repo: r}}}}}"), "dags")["source"] ==
          Value::parse(R"({"git": {"repo": "r", "ref": "HEAD"}})"));
  }
  SECTION("forms of a value, whatever they look like") {
    CHECK(spec_of(with_overlay("{airflow: {spec: {dags: {git: {repo: r}}}}}"), "airflow")["dags"] ==
          Value::parse(R"({"git": {"repo": "r"}})"));
    CHECK(spec_of(with_overlay("{airflow: {spec: {executor: [celery, kubernetes]}}}"), "airflow")["executor"] ==
          Value{"celery", "kubernetes"});
  }
  SECTION("secrets") {
    CHECK(spec_of(with_overlay("{airflow: {spec: {flower: {password: {env: P}}}}}"), "airflow")["flower"]["password"] ==
          Value{{"env", "P"}});
  }
  SECTION("the target") {
    const auto stack =
        SpecCase().file("base.yaml", base).file("prod.yaml", "spec: {target: {kubernetes: {namespace: n}}}").load();
    REQUIRE(stack);
    CHECK(stack->target.kind == "kubernetes");
    CHECK(stack->target.settings == Value{{"namespace", "n"}});
  }
}

TEST_CASE("A claim may change between a name and a map, whose parameters merge", "[merge]") {
  CHECK(spec_of(with_overlay("{airflow: {spec: {database: {user: u}}}}"), "airflow")["database"] ==
        Value{{"from", "db"}, {"name", "team_a"}, {"user", "u"}});
  CHECK(spec_of(with_overlay("{airflow: {spec: {database: db}}}"), "airflow")["database"] == "db");
}

TEST_CASE("Null restores a default or removes a component", "[merge]") {
  CHECK(spec_of(with_overlay("{db: {spec: {storage: ~}}}"), "db")["storage"] ==
        Value{{"size", "10Gi"}, {"retain", true}});
  CHECK_FALSE(spec_of(with_overlay("{db: {spec: {version: null}}}"), "db").contains("version"));
  const auto stack = with_overlay("{dags: ~, airflow: ~}").load();
  REQUIRE(stack);
  CHECK(stack->components.size() == 2);
  CHECK(component_of(*stack, "dags") == nullptr);
}

TEST_CASE("What refers to a removed component is an error where it stands", "[merge]") {
  CHECK(with_overlay("{broker: ~}").messages() ==
        "base.yaml:10:99 E0301 airflow's broker claims a message-broker from \"broker\", which the stack does not have"
        " | why: no component of this stack offers a message-broker\n");
}

TEST_CASE("A changed type of node is an error with both places", "[merge]") {
  const auto [overlay, expected] = GENERATE(table<std::string, const char*>({
      {"{db: {spec: {storage: 50Gi}}}",
       "prod.yaml:1:42 E0116 \"storage\" is text here and a map before | why: it is a map at base.yaml:7:53 | next: "
       "keep "
       "its type, or remove it from the earlier file\n"
       "prod.yaml:1:42 E0113 db's storage is text, it must be a map\n"},
      {"[db]",
       "prod.yaml:1:20 E0116 \"components\" is a list here and a map before | why: it is a map at base.yaml:7:5 | "
       "next: "
       "keep its type, or remove it from the earlier file\n"
       "prod.yaml:1:20 E0113 spec.components is a list, it must be a map\n"},
  }));
  CAPTURE(overlay);
  CHECK(with_overlay(overlay).messages() == expected);
}

TEST_CASE("A message names the file its value came from", "[merge]") {
  CHECK(with_overlay("{db: {spec: {storage: {siz: 1}}}}").messages() ==
        "prod.yaml:1:43 E0112 unknown key \"siz\" in db's storage | did you mean \"size\"? | next: trimtab plugin show "
        "mysql\n");
}

TEST_CASE("The kind that the last file names decides how its spec is read", "[merge]") {
  CHECK(with_overlay("{broker: {kind: nfs, spec: {databases: 3}}}")
            .messages()
            .starts_with("base.yaml:10:99 E0302 airflow's broker claims a message-broker from \"broker\" (nfs), which "
                         "offers none"));
}

TEST_CASE("All files are read before anything is said", "[merge]") {
  CHECK(SpecCase().file("a.yaml", "a: [").file("b.yaml", ",").messages() ==
        "a.yaml:1:5 E0105 a [ is not closed by a ], or a , is missing\n"
        "b.yaml:1:1 E0105 this cannot begin a value\n");
}
