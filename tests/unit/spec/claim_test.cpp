#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "core/spec/claims.h"
#include "tests/unit/spec/example_kinds.h"
#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

const std::string others =
    "db: {kind: mysql}\n"
    "broker: {kind: redis}\n"
    "dags: {kind: nfs}\n";

std::string airflow(const std::string& spec) {
  return with_components(others + "airflow: {kind: airflow, spec: " + spec + "}");
}

}  // namespace

TEST_CASE("A claim is a name or a map, with the provider's defaults", "[claim]") {
  const auto stack =
      SpecCase()
          .file("s.yaml", airflow("{executor: celery, database: {from: db, name: team_a}, broker: broker, "
                                  "dags: dags}"))
          .load();
  REQUIRE(stack);
  KindSchemas kinds(example_kinds());
  const auto claims = claims_of(*stack, kinds);
  REQUIRE(claims);
  CHECK(*claims ==
        std::vector<SpecClaim>{
            {"airflow", "broker", "/broker", "message-broker", "broker", Value::object()},
            {"airflow", "dags", "/dags", "shared-volume", "dags", Value::object()},
            {"airflow", "database", "/database", "sql-database", "db", Value{{"name", "team_a"}, {"onRemove", "keep"}}},
        });
  CHECK(claims->front().id() == "airflow/broker");
}

TEST_CASE("Another form of the property is no claim", "[claim]") {
  const SpecCase spec = SpecCase().file("s.yaml", airflow("{database: db, dags: {path: ./dags}}"));
  const auto stack = spec.load();
  REQUIRE(stack);
  CHECK(component_of(*stack, "airflow")->spec["dags"]["path"] == spec.directory() + "/dags");
  KindSchemas kinds(example_kinds());
  const auto claims = claims_of(*stack, kinds);
  REQUIRE(claims);
  REQUIRE(claims->size() == 1);
  CHECK(claims->front().provider == "db");
}

TEST_CASE("A claim that cannot be met is refused with who could meet it", "[claim]") {
  const auto [spec, expected] = GENERATE(table<std::string, const char*>({
      {"{database: bd}",
       "s.yaml:10:47 E0301 airflow's database claims a sql-database from \"bd\", which the stack does not have | did "
       "you "
       "mean \"db\"? | why: component \"db\" (mysql, s.yaml:7:5) offers one\n"},
      {"{database: broker}",
       "s.yaml:10:47 E0302 airflow's database claims a sql-database from \"broker\" (redis), which offers none | why: "
       "component \"db\" (mysql, s.yaml:7:5) offers one\n"},
      {"{database: airflow}", "s.yaml:10:47 E0302 airflow's database claims a sql-database from itself\n"},
      {"{database: \"${db.host}\"}",
       "s.yaml:10:47 E0119 airflow's database is the name of a component, not a text | write the name alone\n"},
      {"{database: [db]}", "s.yaml:10:47 E0113 airflow's database is a list, it must be text or a map\n"},
      {"{database: {name: a}}",
       "s.yaml:10:37 E0303 airflow's database does not say which component it claims | it needs \"from: COMPONENT\" | "
       "why: component \"db\" (mysql, s.yaml:7:5) offers one\n"},
      {"{database: {from: db, nam: a}}",
       "s.yaml:10:58 E0112 unknown key \"nam\" in airflow's database | did you mean \"name\"? | next: trimtab plugin "
       "show "
       "mysql\n"},
      {"{database: {from: db, onRemove: destroy}}",
       "s.yaml:10:68 E0114 airflow's database.onRemove: \"destroy\" is not one of its values | why: allowed: keep, "
       "drop\n"},
      {"{database: {from: db, name: Team-A}}",
       "s.yaml:10:64 E0114 airflow's database.name does not look as it must | why: it must match ^[a-z_]+$ | next: "
       "trimtab plugin show mysql\n"},
      {"{database: {from: db, user: \"${db.host}\"}}",
       "s.yaml:10:65 E0119 ${db.host} cannot stand in the parameters of a claim\n"},
      {"{executor: local}",
       "s.yaml:10:5 E0304 airflow needs a sql-database and names none | it is claimed in \"database\" | why: component "
       "\"db\" (mysql, s.yaml:7:5) offers one | next: add \"database: db\" to airflow's spec\n"},
      {"{executor: celery, database: db}",
       "s.yaml:10:5 E0304 airflow needs a message-broker and names none | it is claimed in \"broker\" | why: component "
       "\"broker\" (redis, s.yaml:8:5) offers one | next: add \"broker: broker\" to airflow's spec\n"},
      {"{database: db, dags: {from: db}}",
       "s.yaml:10:64 E0302 airflow's dags claims a shared-volume from \"db\" (mysql), which offers none | why: "
       "component "
       "\"dags\" (nfs, s.yaml:9:5) offers one\n"},
  }));
  CAPTURE(spec);
  CHECK(messages_of(airflow(spec)) == expected);
}

TEST_CASE("Nothing is said of a component whose kind is not known", "[claim]") {
  const std::string found =
      messages_of(with_components("db: {kind: mysqll}\nairflow: {kind: airflow, spec: {database: db}}"));
  CHECK(
      found ==
      "s.yaml:7:16 E0250 no plugin offers the kind \"mysqll\" | did you mean \"mysql\"? | why: kinds at hand: airflow, "
      "mysql, nfs, redis | next: trimtab plugin list\n");
}
