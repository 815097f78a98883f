#include "core/model/id.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace trimtab;

TEST_CASE("An object's id names its component, type, name and part", "[model][id]") {
  const Id id("airflow", "workload", "worker", "2");
  CHECK(id.text() == "airflow/workload/worker/2");
  CHECK(id.component() == "airflow");
  CHECK(id.type() == "workload");
  CHECK(id.name() == "worker");
  CHECK(id.part() == "2");
  CHECK(id.resource() == Id("airflow", "workload", "worker"));
}

TEST_CASE("A resource's id has no part and is its own resource", "[model][id]") {
  const Id id("db", "config", "my.cnf");
  CHECK(id.part().empty());
  CHECK(id.resource() == id);
}

TEST_CASE("What is written can be read back", "[model][id]") {
  for (const Id& id : {Id("db", "config", "my.cnf"), Id("airflow", "workload", "worker", "2")}) {
    CHECK(Id::parse(id.text()) == id);
  }
}

TEST_CASE("What has empty steps, too few or too many of them is no id", "[model][id]") {
  const auto* text =
      GENERATE("", "/", "db", "db/config", "db//my", "/db/config", "db/config/", "db/config/my/", "a/b/c/d/e");
  CAPTURE(text);
  CHECK_FALSE(Id::parse(text));
}

TEST_CASE("All objects of a component have one id that nothing else has", "[model][id]") {
  CHECK(Id::whole("db").text() == "db/component/all");
  CHECK(Id::whole("db").is_whole());
  CHECK_FALSE(Id("db", "config", "all").is_whole());
}

TEST_CASE("Ids of one component stand together in order", "[model][id]") {
  CHECK(Id("a", "x", "y") < Id("b", "a", "a"));
  CHECK(Id("a", "x", "y") < Id("a", "x", "y", "1"));
}
