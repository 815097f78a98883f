#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "core/spec/set_path.h"
#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

SpecCase demo() {
  return SpecCase().file("s.yaml", with_components("db: {kind: mysql, spec: {config: {a: 1}}}\n"
                                                   "dags: {kind: nfs, spec: {clients: [x, y]}}\n"
                                                   "broker: {kind: redis}"));
}

std::string path_of(const std::string& argument) {
  const auto source = make_source("--set", {}, argument);
  REQUIRE(source);
  const auto parsed = parse_set(*source);
  if (!parsed) return to_text(parsed.error().diagnostics.front());
  std::string text;
  for (const SetStep& step : parsed->path)
    text += (step.index ? "[" + std::to_string(*step.index) + "]" : "(" + step.key + ")") + "@" +
            std::to_string(step.offset) + " ";
  return text + argument.substr(parsed->value);
}

}  // namespace

TEST_CASE("A path has keys, quoted keys and indices", "[set]") {
  const auto [argument, expected] = GENERATE(table<std::string, const char*>({
      {"a=1", "(a)@0 1"},
      {"a.b-c.d=x=y", "(a)@0 (b-c)@2 (d)@6 x=y"},
      {"a.\"b.c\"[0].\"q\\\"\"=", "(a)@0 (b.c)@2 [0]@7 (q\")@11 "},
      {"a[1][2]=v", "(a)@0 [1]@1 [2]@4 v"},
      {"a",
       "--set:1:2 E0117 a path goes on with . or [ and ends with = | next: --set "
       "'spec.components.airflow.spec.workers.replicas=3'"},
      {"=1", "--set:1:1 E0117 a key is missing | next: --set 'spec.components.airflow.spec.workers.replicas=3'"},
      {"a..b=1", "--set:1:3 E0117 a key is missing | next: --set 'spec.components.airflow.spec.workers.replicas=3'"},
      {"a[x]=1",
       "--set:1:2 E0117 a list is indexed by a number: [0] | next: --set "
       "'spec.components.airflow.spec.workers.replicas=3'"},
      {"a[0=1",
       "--set:1:2 E0117 a list is indexed by a number: [0] | next: --set "
       "'spec.components.airflow.spec.workers.replicas=3'"},
      {"\"a=1",
       "--set:1:1 E0117 a quote is opened and never closed | next: --set "
       "'spec.components.airflow.spec.workers.replicas=3'"},
  }));
  CAPTURE(argument);
  CHECK(path_of(argument) == expected);
}

TEST_CASE("A set is applied last and in order, read as YAML and typed by the schema", "[set]") {
  const auto stack = demo()
                         .set("spec.components.db.spec.version=8.4")
                         .set("spec.components.db.spec.config.\"b.c\"=[1, two]")
                         .set("spec.components.db.spec.config.a=~")
                         .set("spec.components.dags.spec.clients[1]=\"no\"")
                         .set("spec.components.dags.spec.clients[2]=z")
                         .set("spec.components.broker.spec={databases: 3}")
                         .set("spec.components.broker.spec.databases=4")
                         .load();
  REQUIRE(stack);
  CHECK(component_of(*stack, "db")->spec["version"] == "8.4");
  CHECK(component_of(*stack, "db")->spec["config"] == Value::parse(R"({"b.c": [1, "two"]})"));
  CHECK(component_of(*stack, "dags")->spec["clients"] == Value{"x", "no", "z"});
  CHECK(component_of(*stack, "broker")->spec["databases"] == 4);
}

TEST_CASE("A set makes the maps and lists on its way and can add a component", "[set]") {
  const auto stack =
      demo().set("spec.components.more.kind=nfs").set("spec.components.more.spec.clients[0]=10.0.0.0/8").load();
  REQUIRE(stack);
  CHECK(component_of(*stack, "more")->spec["clients"] == Value{"10.0.0.0/8"});
}

TEST_CASE("A mistake in a set is shown in the argument", "[set]") {
  const auto [argument, expected] = GENERATE(table<std::string, const char*>({
      {"spec.components.broker.spec.databases=many",
       "--set:1:39 E0113 broker's databases is text, it must be an integer\n"},
      {"spec.components.broker.spec.datbases=1",
       "--set:1:29 E0112 unknown key \"datbases\" in broker's spec | did you mean \"databases\"? | next: trimtab "
       "plugin "
       "show redis\n"},
      {"spec.components.dags.spec.clients[5]=z", "--set:1:34 E0117 [5] is past the end: [2] would be the next\n"},
      {"spec.components.dags.spec.clients.x=z", "--set:1:35 E0117 \"x\" wants a map, here is a list\n"},
      {"spec.components.db[0]=z", "--set:1:19 E0117 [0] wants a list, here is a map\n"},
      {"spec.components.db.spec.config=1",
       "--set:1:32 E0116 \"config\" is text here and a map before | why: it is a map at s.yaml:7:38 | next: keep its "
       "type, or remove it from the earlier file\n"
       "--set:1:32 E0113 db's config is a number, it must be a map\n"},
      {"spec.components.db.spec.config.a=[1", "--set:1:36 E0105 a [ is not closed by a ], or a , is missing\n"},
  }));
  CAPTURE(argument);
  CHECK(demo().set(argument).messages() == expected);
}
