#include "core/model/stack.h"

#include <catch2/catch_test_macros.hpp>

#include "core/model/kind.h"

using namespace trimtab;

TEST_CASE("A stack finds its components by name", "[model][stack]") {
  Stack stack;
  stack.components.emplace_back().name = "db";
  stack.components.emplace_back().name = "airflow";
  CHECK(stack.find("airflow") == &stack.components[1]);
  CHECK(stack.find("absent") == nullptr);
}

TEST_CASE("A kind finds what it offers by capability", "[model][kind]") {
  Kind kind;
  kind.offers.emplace_back().name = "sql-database";
  CHECK(kind.offer("sql-database") == kind.offers.data());
  CHECK(kind.offer("message-broker") == nullptr);
}
