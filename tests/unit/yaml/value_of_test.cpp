#include "core/yaml/value_of.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

/// The value as JSON, or the first thing that is wrong.
std::string read(const std::string& text) {
  const auto value = read_yaml("file", text);
  return value ? value->dump() : value.error().message();
}

}  // namespace

TEST_CASE("YAML becomes a value by the core schema; quotes make text") {
  CHECK(read("a: 1\nb: [true, ~, 1.5, \"2\", no]\nc: {d: 0x1F}") ==
        R"({"a":1,"b":[true,null,1.5,"2","no"],"c":{"d":31}})");
}

TEST_CASE("JSON is read as what it is, and nothing as null") {
  CHECK(read(R"({"kind": "Config", "list": []})") == R"({"kind":"Config","list":[]})");
  CHECK(read(" \n") == "null");
}

TEST_CASE("A number that JSON cannot hold stays text") {
  CHECK(read("a: 99999999999999999999999") == R"({"a":"99999999999999999999999"})");
}

TEST_CASE("What is no YAML, or has a key twice, is an error") {
  CHECK(read("a: [1").starts_with("a [ is not closed"));
  CHECK(read("a: 1\na: 2").contains("\"a\""));
}
