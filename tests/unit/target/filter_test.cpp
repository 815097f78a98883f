#include "core/target/filter.h"

#include <catch2/catch_test_macros.hpp>

namespace trimtab {
namespace {

TEST_CASE("Filters encode what would break the text around a value") {
  CHECK(filtered("a b/ü", "url").value() == "a%20b%2F%C3%BC");
  CHECK(filtered("\"\\\n", "json").value() == R"("\"\\\n")");
  CHECK(filtered("\"\\\n", "ini").value() == R"("\"\\\n")");
  CHECK(filtered("any carnal pleas", "base64").value() == "YW55IGNhcm5hbCBwbGVhcw==");
  CHECK(filtered("x", "raw").value() == "x");
  CHECK_FALSE(filtered("\xff", "json"));
  CHECK_FALSE(filtered("x", "shell"));
}

}  // namespace
}  // namespace trimtab
