#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

TEST_CASE("Every value of a stack can be found again in its files", "[places]") {
  const auto stack = SpecCase()
                         .file("a.yaml",
                               "apiVersion: trimtab.dev/v1\n"
                               "kind: Stack\n"
                               "metadata: {name: demo}\n"
                               "spec:\n"
                               "  target: {local: {}}\n"
                               "  defaults: {local: {nice: 5}, kinds: {mysql: {version: 8.4}}}\n"
                               "  components:\n"
                               "    db: {kind: mysql, spec: {storage: {retain: false}}}\n"
                               "    airflow:\n"
                               "      kind: airflow\n"
                               "      spec: {database: db, local: {openFiles: 100}, workers: {replicas: 2}}\n")
                         .file("b.yaml", "spec: {components: {db: {spec: {storage: {size: 50Gi}}}}}\n")
                         .set("spec.components.airflow.spec.workers.replicas=3")
                         .load();
  REQUIRE(stack);
  const auto [component, pointer, of_key, expected] = GENERATE(table<std::string, std::string, bool, const char*>({
      {"db", "", true, "a.yaml:8:5+2"},
      {"db", "", false, "a.yaml:8:9+1"},
      {"db", "/storage/size", false, "b.yaml:1:49+4"},
      {"db", "/storage/size", true, "b.yaml:1:43+4"},
      {"db", "/storage/retain", false, "a.yaml:8:48+5"},
      {"db", "/version", false, "a.yaml:6:57+3"},
      {"db", "/flavor", false, "a.yaml:8:29+1"},
      {"airflow", "/workers/replicas", false, "--set:1:47+1"},
      {"airflow", "/workers/stopTimeout", false, "a.yaml:11:62+1"},
      {"airflow", "/workers/local/openFiles", false, "a.yaml:11:47+3"},
      {"airflow", "/workers/local/nice", false, "a.yaml:6:28+1"},
      {"airflow", "/local/nice", true, "a.yaml:6:22+4"},
  }));
  CAPTURE(component, pointer, of_key);
  const auto found = stack->places->component(component, pointer, of_key);
  REQUIRE(found);
  CHECK(found->file + ":" + std::to_string(found->line) + ":" + std::to_string(found->column) + "+" +
            std::to_string(found->length) ==
        expected);
}

TEST_CASE("The stack's own fields have places too, and an unknown component has none", "[places]") {
  const auto stack = SpecCase().file("s.yaml", with_components("db: {kind: mysql}")).load();
  REQUIRE(stack);
  CHECK(stack->places->stack("/metadata/name") == Position{"s.yaml", 3, 18, 4, "metadata: {name: demo}"});
  CHECK(stack->places->stack("/metadata/labels")->line == 3);
  CHECK_FALSE(stack->places->component("nobody", ""));
}
