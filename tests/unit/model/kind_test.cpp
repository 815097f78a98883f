#include "core/model/kind.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

TEST_CASE("A kind finds what it offers by capability", "[model][kind]") {
  Kind kind;
  kind.offers.emplace_back().name = "sql-database";
  CHECK(kind.offer("sql-database") == kind.offers.data());
  CHECK(kind.offer("message-broker") == nullptr);
}
