#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <string>

#include "core/spec/kind_schema.h"
#include "core/spec/target_blocks.h"
#include "tests/unit/spec/spec_case.h"

using namespace trimtab;

namespace {

std::string problems(const char* schema, const char* value) {
  const Value json = Value::parse(schema);
  const auto check = SchemaCheck::compile(json);
  if (!check) return check.error().message();
  std::string text;
  for (const SchemaProblem& problem : check->check(Value::parse(value)))
    text += problem.pointer + " " + problem.key + (problem.key.empty() ? "" : " ") + problem.text + "\n";
  return text;
}

}  // namespace

TEST_CASE("The innermost reason of a breach is reported, not every schema around it", "[schema]") {
  CHECK(problems(R"({"properties": {"a": {"properties": {"b": {"maximum": 3}}}}})", R"({"a": {"b": 5}})") ==
        "/a/b Expected number less than or equal to 3.000000\n");
  CHECK(problems(R"({"properties": {"a/b": {"type": "string", "pattern": "^x"}}, "additionalProperties": false})",
                 R"({"a/b": "y", "c": 1})") ==
        "/a~1b Failed to match regex specified by 'pattern' constraint.\n"
        " c Object contains a property that could not be validated using 'properties' or 'additionalProperties' "
        "constraints: 'c'.\n");
  CHECK(problems(R"({"if": {"required": ["a"]}, "then": {"required": ["b"]}})", R"({"a": 1})") ==
        " b Missing required property 'b'.\n");
  CHECK(problems(R"({"type": "object"})", "{}").empty());
}

TEST_CASE("A schema that cannot be used is refused with the kind it describes", "[schema]") {
  const auto [schema, expected] = GENERATE(table<const char*, const char*>({
      {R"({"properties": {"a": {"$ref": "#/definitions/gone"}}})",
       "$ref \"#/definitions/gone\" names nothing in the schema"},
      {R"({"properties": {"a": {"$ref": "http://example.com/x"}}})", "$ref \"http://example.com/x\" leads nowhere"},
      {R"({"definitions": {"a": {"oneOf": [{"$ref": "#/definitions/a"}]}},
          "properties": {"x": {"$ref": "#/definitions/a"}}})",
       "the schema contains itself without end"},
      {R"({"definitions": {"a": {"allOf": [{"$ref": "#/definitions/a"}]}},
          "properties": {"x": {"$ref": "#/definitions/a"}}})",
       "the schema contains itself without end"},
      {R"({"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}},
          "properties": {"x": {"$ref": "#/definitions/a"}}})",
       "leads nowhere"},
      {R"({"type": 5})", "the schema cannot be used: "},
  }));
  CAPTURE(schema);
  Kind kind{"thing", "thing", "", Value::parse(schema), {}, {}};
  KindSchemas kinds(std::span(&kind, 1));
  const auto compiled = kinds.spec_of(kind);
  REQUIRE_FALSE(compiled);
  CHECK(compiled.error().diagnostics[0].what == "plugin thing describes thing/thing in a way that cannot be used");
  CHECK_THAT(compiled.error().diagnostics[0].why[0], Catch::Matchers::ContainsSubstring(expected));
}

TEST_CASE("A schema may contain itself below a property", "[schema]") {
  Kind kind{
      "t", "t",
      "",  Value::parse(R"({"type": "object", "properties": {"child": {"$ref": "#"}, "n": {"type": "integer"}}})"),
      {},  {}};
  KindSchemas kinds(std::span(&kind, 1));
  const auto compiled = kinds.spec_of(kind);
  REQUIRE(compiled);
  const Shape& shape = (*compiled)->shape();
  CHECK(shape.property("child")->property("child")->property("n")->types == type::integer);
}

TEST_CASE("A kind's own keys of a block stand beside the engine's", "[schema]") {
  const Value schema = expanded_schema(
      Value::parse(R"({"x-trimtab-block": "local", "properties": {"local": {"properties": {"basedir": {}}}}})"));
  CHECK(schema["properties"]["local"]["properties"].contains("basedir"));
  CHECK(schema["properties"]["local"]["properties"].contains("nice"));
  CHECK_FALSE(schema["properties"].contains("kubernetes"));
}

TEST_CASE("What two schemas of one value both say holds once", "[schema]") {
  Kind kind{"t",
            "t",
            "",
            Value::parse(R"({"type": "object", "properties": {"a": {"allOf": [
      {"type": "string", "x-trimtab-path": true, "x-trimtab-size": true, "x-trimtab-duration": true,
       "x-trimtab-one-of": true, "x-trimtab-opaque": true, "pattern": "^a"},
      {"enum": ["ab", null], "x-trimtab-path": true, "x-trimtab-size": true, "x-trimtab-duration": true,
       "x-trimtab-one-of": true, "x-trimtab-opaque": true, "pattern": "b$"}]}}})"),
            {},
            {}};
  KindSchemas kinds(std::span(&kind, 1));
  const auto compiled = kinds.spec_of(kind);
  REQUIRE(compiled);
  const Shape& shape = *(*compiled)->shape().property("a");
  CHECK(shape.types == type::string);
  CHECK((shape.path && shape.size && shape.duration && shape.one_of && shape.opaque && shape.has_pattern));
}

TEST_CASE("A mark that is switched off, or is no mark, is none", "[schema]") {
  Kind kind{"t",
            "t",
            "",
            Value::parse(R"({"type": "object", "properties": {
      "a": {"x-trimtab-secret": false}, "b": {"x-trimtab-claim": 5}, "c": {"items": true},
      "d": {"oneOf": [{"description": "anything"}, {"type": "integer"}]}}})"),
            {},
            {}};
  KindSchemas kinds(std::span(&kind, 1));
  const auto compiled = kinds.spec_of(kind);
  REQUIRE(compiled);
  const Shape& shape = (*compiled)->shape();
  CHECK_FALSE(shape.property("a")->secret);
  CHECK(shape.property("b")->claim.empty());
  CHECK(shape.property("c")->items == nullptr);
}

TEST_CASE("What a kind says of its block itself is kept, and the engine's keys join it", "[schema]") {
  const Value schema = expanded_schema(Value::parse(R"({"x-trimtab-block": true, "properties": {
      "local": {"type": "object", "additionalProperties": true, "properties": {"nice": {"type": "string"}}}}})"));
  const Value& local = schema["properties"]["local"];
  CHECK(local["additionalProperties"] == true);
  CHECK(local["properties"]["nice"] == Value{{"type", "string"}});
  CHECK(local["properties"].contains("openFiles"));
}

TEST_CASE("A schema that is no map, and a form that says its own, are left as they are", "[schema]") {
  CHECK(expanded_schema(Value(true)) == Value(true));
  const auto [schema] = GENERATE(table<const char*>({
      {R"({"properties": {"a": true, "b": {"items": false}}})"},
      {R"({"properties": {"a": {"x-trimtab-claim": "c", "anyOf": [{"type": "string"}]}}})"},
      {R"({"properties": {"a": {"x-trimtab-claim": "c", "properties": {}}}})"},
  }));
  CHECK(expanded_schema(Value::parse(schema)) == Value::parse(schema));
}

TEST_CASE("Two plugins that offer one kind make its short name ambiguous", "[schema]") {
  const std::vector<Kind> both{{"a", "db", "", Value::object(), {}, {}, "/a.so"},
                               {"b", "db", "", Value::object(), {}, {}, "/b.so"}};
  const KindSchemas kinds(both);
  REQUIRE(kinds.named("b/db"));
  CHECK((*kinds.named("b/db"))->plugin == "b");
  const auto found = kinds.named("db");
  REQUIRE_FALSE(found);
  CHECK(test::to_text(found.error().diagnostics[0]) ==
        "E0251 2 plugins offer the kind \"db\" | write a/db or b/db "
        "| why: a/db is in /a.so | why: b/db is in /b.so");
}
