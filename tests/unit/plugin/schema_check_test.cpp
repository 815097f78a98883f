#include "core/plugin/schema_check.h"

#include <catch2/catch_test_macros.hpp>

#include "fixture.h"

using namespace trimtab;

namespace {

std::string misfits(const char* schema, const char* value) {
  const auto compiled = CheckedSchema::compile(Value::parse(schema), [](const std::string&) { return nullptr; });
  REQUIRE(compiled);
  std::string text;
  for (const Misfit& one : compiled->check(Value::parse(value))) text += one.pointer + ": " + one.what + "\n";
  return text;
}

}  // namespace

TEST_CASE("A misfit names its place, what was expected and what was found") {
  const char* schema = R"({"type":"object","additionalProperties":false,"required":["command"],
    "properties":{"command":{"type":"array","minItems":1,"items":{"type":"string"}},
      "port":{"type":"integer","maximum":65535},
                  "back":{"enum":["undo","keep"]},"size":{"type":"string","maxLength":2,"pattern":"^[0-9]"}}})";
  CHECK(misfits(schema, R"({"command":["x"],"port":80,"back":"keep","size":"1ü"})").empty());
  CHECK(misfits(schema, R"({"comand":[]})") ==
        ": \"command\" is missing\n: unknown member \"comand\" (did you mean \"command\"?)\n");
  CHECK(misfits(schema, R"({"command":["x",7]})") == "/command/1: expected a text, found an integer\n");
  CHECK(misfits(schema, R"({"command":[]})") == "/command: has 0 entries, at least 1 are needed\n");
  CHECK(misfits(schema, R"({"command":["x"],"port":70000})") == "/port: 70000 is above 65535\n");
  CHECK(misfits(schema, R"({"command":["x"],"port":1.5})") == "/port: expected an integer, found a number\n");
  CHECK(misfits(schema, R"({"command":["x"],"back":"kept"})") == "/back: \"kept\" is none of \"undo\", \"keep\"\n");
  CHECK(misfits(schema, R"({"command":["x"],"size":"123"})") == "/size: has 3 characters, at most 2 are allowed\n");
  CHECK(misfits(schema, R"({"command":["x"],"size":"x"})") == "/size: \"x\" does not have the form ^[0-9]\n");
}

TEST_CASE("Alternatives that are told apart by a member say which members those are") {
  const char* schema = R"({"type":"object","oneOf":[{"required":["tcp"]},{"required":["http"]}]})";
  CHECK(misfits(schema, R"({"tcp":1})").empty());
  CHECK(misfits(schema, R"({})") == ": needs exactly one of: tcp, http\n");
  CHECK(misfits(schema, R"({"tcp":1,"http":2})") == ": needs exactly one of: tcp, http\n");
}

TEST_CASE("A condition chooses the schema that holds") {
  const char* schema =
      R"({"if":{"properties":{"type":{"const":"a"}}},"then":{"required":["x"]},"else":{"required":["y"]}})";
  CHECK(misfits(schema, R"({"type":"a","x":1})").empty());
  CHECK(misfits(schema, R"({"type":"a"})") == ": \"x\" is missing\n");
  CHECK(misfits(schema, R"({"type":"b"})") == ": \"y\" is missing\n");
}

TEST_CASE("A schema may hold itself") {
  const char* schema = R"({"type":"object","additionalProperties":{"$ref":"#"}})";
  CHECK(misfits(schema, R"({"a":{"b":{"c":{}}}})").empty());
  CHECK(misfits(schema, R"({"a":{"b":{"c":1}}})") == "/a/b/c: expected an object, found an integer\n");
}

TEST_CASE("Twenty places are enough to report") {
  CHECK(Value::parse("[]").empty());
  const auto compiled =
      CheckedSchema::compile({{"items", {{"type", "string"}}}}, [](const std::string&) { return nullptr; });
  CHECK(compiled->check(Value(std::vector<int>(1000, 7))).size() == 20);
}

TEST_CASE("A schema that cannot be used is refused when it is compiled, not when a value comes") {
  const auto compile = [](const char* schema) {
    return refusal(CheckedSchema::compile(Value::parse(schema), [](const std::string&) { return nullptr; }));
  };
  CHECK(compile(R"({"type":"strin"})") == "E0214 not a usable JSON Schema: no type is called \"strin\"");
  CHECK(compile(R"({"$ref":"other.json"})") == "E0214 not a usable JSON Schema: $ref to unknown \"other.json\"");
  CHECK(compile(R"({"properties":{"a":{"pattern":"("}}})").starts_with("E0214"));
  CHECK(compile(R"({"required":"a"})").starts_with("E0214"));
  CHECK(compile(R"({"items":7})").starts_with("E0214"));
}
