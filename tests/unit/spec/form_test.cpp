#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "core/support/text.h"
#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

/// Every way in which a schema may say what a value looks like.
constexpr const char* forms_schema = R"({
  "type": "object", "additionalProperties": false, "definitions": {
    "port": {"type": "integer", "minimum": 1, "maximum": 65535}, "alias": {"$ref": "#/definitions/port"}},
  "properties": {
    "both": {"allOf": [{"type": "string"}, {"minLength": 2}]},
    "any": true,
    "choice": {"enum": [1, 2.5, "three", true]},
    "numbers": {"items": {"type": "integer"}, "maxItems": 2},
    "maybe": {"type": ["string", "null"]},
    "switch": {"anyOf": [{"type": "integer"}, {"type": "boolean"}]},
    "portOrOff": {"oneOf": [{"$ref": "#/definitions/alias"}, {"enum": [false]}]},
    "deep": {"oneOf": [{"anyOf": [{"type": "string"}, {"type": "integer"}]},
      {"type": "object", "additionalProperties": false, "properties": {"x": {"type": "integer"}}}]},
    "word": {"type": "string", "pattern": "^a", "description": "Begins with a"},
    "ratio": {"type": "number", "exclusiveMinimum": 0},
    "login": {"oneOf": [{"x-trimtab-secret": true}, {"type": "boolean"}]},
    "disk": {"oneOf": [{"x-trimtab-claim": "shared-volume"}, {"type": "null"}]},
    "file": {"type": "string", "x-trimtab-path": true, "pattern": "^/"},
    "wait": {"type": "string", "x-trimtab-duration": true},
    "list": {"type": "array", "items": {"type": "object", "required": ["name"], "additionalProperties": false,
      "properties": {"name": {"type": "string"}, "value": {"type": "integer", "default": 3}}}},
    "raw": {"x-trimtab-opaque": true, "type": "object"},
    "free": {"type": "object", "additionalProperties": true},
    "either": {"x-trimtab-claim": "shared-volume", "properties": {"path": {"type": "string"}}},
    "empty": {"type": "object", "additionalProperties": false}}})";

/// What a component "f" of such a kind is told whose spec is this.
std::string told(const std::string& spec) {
  std::string components = "dags: {kind: nfs}\nb: {kind: redis}\nf:\n  kind: forms\n  spec:\n";
  for (const std::string& line : split(spec, '\n')) components += "    " + line + "\n";
  return SpecCase()
      .kind(Kind{"forms", "forms", "an example", Value::parse(forms_schema), {}, {}})
      .file("s.yaml", with_components(components))
      .messages();
}

}  // namespace

TEST_CASE("A value is taken in every form that its schema has for it", "[form]") {
  const char* const spec =
      GENERATE("both: ab", "choice: 1", "choice: 2.5", "choice: three", "choice: true", "numbers: [1, 2]",
               "maybe: null", "maybe: x", "maybe: 5", "switch: 5", "portOrOff: 80", "portOrOff: false", "deep: a",
               "deep: 5", "deep: {x: 1}", "deep: null", "word: abc", "ratio: 0.5", "login: true", "login: {env: P}",
               "disk: null", "disk: dags", "disk: {from: dags}", "file: /a", "file: a", "file: ~/a", "wait: 5s",
               "wait: null", "list: [{name: a}]", "list: [{name: a, value: 5}]", "raw: {a: \"${nothing}\"}",
               "free: {a: 1}", "empty: {}", "empty: null", "word: \"a$${b}\"", "{}", "null", "word: |\n  abc\n  def");
  CHECK(told(spec) == "ok");
}

TEST_CASE("A value in none of its forms is told which there are, and where it stands", "[form]") {
  const auto [spec, expected] = GENERATE(table<const char*, const char*>({
      {"either: {from: dags, path: a}",
       "s.yaml:12:30 E0112 unknown key \"path\" in f's either | why: allowed here: from | next: trimtab plugin show "
       "nfs"},
      {"numbers: [yes]", "s.yaml:12:19 E0113 f's numbers[0] is text, it must be an integer"},
      {"numbers: [010]",
       "s.yaml:12:19 E0111 f's numbers[0]: 010 without quotes may be text or an octal number | write 10, or \"010\" "
       "for the text"},
      {"switch: 010",
       "s.yaml:12:17 E0111 f's switch: 010 without quotes may be text or an octal number | write 10, or \"010\" for "
       "the text"},
      {"ratio: \"abc\"", "s.yaml:12:16 E0113 f's ratio is text, it must be a number"},
      {"choice: yes",
       "s.yaml:12:17 E0111 f's choice: yes without quotes may be text or a boolean | write true, or \"yes\" for the "
       "text"},
      {"login: 5", "s.yaml:12:16 E0113 f's login is a number, it must be true or false or a map"},
      {"wait: [5s]", "s.yaml:12:15 E0113 f's wait is a list, it must be text"},
      {"list: [null]", "s.yaml:12:16 E0113 f's list[0] is empty"},
      {"portOrOff: [80]", "s.yaml:12:20 E0113 f's portOrOff is a list, it must be an integer or true or false"},
      {"? null\n: 5", "s.yaml:12:11 E0109 a key is empty, it must be text"},
      {"both: a",
       "s.yaml:12:15 E0114 f's both is not as its schema says | why: String should be no fewer than 2 characters in "
       "length. | next: trimtab plugin show forms"},
      {"both: 5",
       "s.yaml:12:15 E0114 f's both is not as its schema says | why: String should be no fewer than 2 characters in "
       "length. | next: trimtab plugin show forms"},
      {"any: {a: [1, null]}", "s.yaml:12:22 E0113 f's any.a[1] is empty"},
      {"choice: 3",
       "s.yaml:12:17 E0114 f's choice: \"3\" is not one of its values | did you mean \"1\"? | why: allowed: 1, 2.5, "
       "three, true"},
      {"choice: \"1\"",
       "s.yaml:12:17 E0114 f's choice: \"1\" is not one of its values | did you mean \"1\"? | why: allowed: 1, 2.5, "
       "three, true"},
      {"choice: tree",
       "s.yaml:12:17 E0114 f's choice: \"tree\" is not one of its values | did you mean \"three\"? | why: allowed: 1, "
       "2.5, three, true"},
      {"numbers: [1, 2, 3]",
       "s.yaml:12:9 E0114 f's numbers is not as its schema says | why: Array should contain no more than 2 elements. | "
       "next: trimtab plugin show forms"},
      {"numbers: [a]", "s.yaml:12:19 E0113 f's numbers[0] is text, it must be an integer"},
      {"numbers: 5", "s.yaml:12:18 E0113 f's numbers is a number, it must be a list"},
      {"maybe: []", "s.yaml:12:16 E0113 f's maybe is a list, it must be text or nothing"},
      {"switch: yes", "s.yaml:12:17 E0113 f's switch is text, it must be an integer or true or false"},
      {"switch: \"on\"", "s.yaml:12:17 E0113 f's switch is text, it must be an integer or true or false"},
      {"switch: x", "s.yaml:12:17 E0113 f's switch is text, it must be an integer or true or false"},
      {"portOrOff: 0", "s.yaml:12:20 E0114 f's portOrOff must be at least 1"},
      {"portOrOff: true", "s.yaml:12:20 E0114 f's portOrOff: \"true\" is not one of its values | why: allowed: false"},
      {"portOrOff: http", "s.yaml:12:20 E0113 f's portOrOff is text, it must be an integer or true or false"},
      {"portOrOff: 99999", "s.yaml:12:20 E0114 f's portOrOff must be at most 65535"},
      {"deep: {y: 1}",
       "s.yaml:12:16 E0112 unknown key \"y\" in f's deep | did you mean \"x\"? | next: trimtab plugin show forms"},
      {"deep: [1]", "s.yaml:12:15 E0113 f's deep is a list, it must be text or an integer or a map"},
      {"deep: {x: a}", "s.yaml:12:19 E0113 f's deep.x is text, it must be an integer"},
      {"word: bcd",
       "s.yaml:12:15 E0114 f's word does not look as it must | why: it must match ^a | why: Begins with a | next: "
       "trimtab plugin show forms"},
      {"word: 010",
       "s.yaml:12:15 E0114 f's word does not look as it must | why: it must match ^a | why: Begins with a | next: "
       "trimtab plugin show forms"},
      {"ratio: 0",
       "s.yaml:12:16 E0114 f's ratio is not as its schema says | why: Expected number greater than 0.000000 | next: "
       "trimtab plugin show forms"},
      {"ratio: 1:30", "s.yaml:12:16 E0113 f's ratio is text, it must be a number"},
      {"ratio: .inf", "s.yaml:12:16 E0114 f's ratio is a number that cannot be held | write \".inf\" for the text"},
      {"ratio: \"0.5\"", "s.yaml:12:16 E0113 f's ratio is text, it must be a number | write 0.5 without quotes"},
      {"login: {generated: {length: 4}}", "s.yaml:12:37 E0114 f's login.generated.length must be at least 8"},
      {"login: secret", "s.yaml:12:16 E0113 f's login is text, it must be true or false or a map"},
      {"login: {from: x}",
       "s.yaml:12:17 E0112 unknown key \"from\" in f's login | why: allowed here: env, file, generated, secretKeyRef | "
       "next: trimtab plugin show forms"},
      {"login: []", "s.yaml:12:16 E0113 f's login is a list, it must be true or false or a map"},
      {"login: {}",
       "s.yaml:12:9 E0120 f's login has 0 sources, a secret has one | generated, file, env or secretKeyRef"},
      {"login: {secretKeyRef: {name: a, key: b}}",
       "s.yaml:12:17 E0120 f's login: a secretKeyRef exists on kubernetes only | generated, file or env on this "
       "target"},
      {"disk: {}",
       "s.yaml:12:9 E0303 f's disk does not say which component it claims | it needs \"from: COMPONENT\" | why: "
       "component \"dags\" (nfs, s.yaml:7:5) offers one"},
      {"disk: {from: [dags]}",
       "s.yaml:12:22 E0303 f's disk does not say which component it claims | it needs \"from: COMPONENT\" | why: "
       "component \"dags\" (nfs, s.yaml:7:5) offers one"},
      {"disk: 5",
       "s.yaml:12:15 E0301 f's disk claims a shared-volume from \"5\", which the stack does not have | did you mean "
       "\"b\"? | why: component \"dags\" (nfs, s.yaml:7:5) offers one"},
      {"disk: [a]", "s.yaml:12:15 E0113 f's disk is a list, it must be text or a map or nothing"},
      {"disk: nobody",
       "s.yaml:12:15 E0301 f's disk claims a shared-volume from \"nobody\", which the stack does not have | why: "
       "component \"dags\" (nfs, s.yaml:7:5) offers one"},
      {"file: \"\"", "s.yaml:12:15 E0114 f's file is an empty path"},
      {"wait: 5", "s.yaml:12:15 E0114 f's wait: \"5\" is no duration | write it like 90s, 10m, 2h or 14d"},
      {"wait: soon", "s.yaml:12:15 E0114 f's wait: \"soon\" is no duration | write it like 90s, 10m, 2h or 14d"},
      {"list: [{}]", "s.yaml:12:16 E0115 f's list[0] needs \"name\" | next: add \"name: …\" to f's list[0]"},
      {"list: [{name: a, valu: 5}]",
       "s.yaml:12:26 E0112 unknown key \"valu\" in f's list[0] | did you mean \"value\"? | next: trimtab plugin show "
       "forms"},
      {"list: [a]", "s.yaml:12:16 E0113 f's list[0] is text, it must be a map"},
      {"list: {name: a}", "s.yaml:12:15 E0113 f's list is a map, it must be a list"},
      {"raw: x", "s.yaml:12:14 E0113 f's raw is text, it must be a map"},
      {"free: [1]", "s.yaml:12:15 E0113 f's free is a list, it must be a map"},
      {"empty: {a: 1}",
       "s.yaml:12:17 E0112 unknown key \"a\" in f's empty | why: no key may stand here | next: trimtab plugin show "
       "forms"},
      {"word: \"${env:GONE}\"",
       "s.yaml:12:16 E0119 variable GONE is not listed in spec.env | only listed variables are read | next: add \"env: "
       "[GONE]\" to spec"},
      {"word: \"${dags.nothing}\"",
       "s.yaml:12:16 E0305 component \"dags\" (nfs) has no output \"nothing\" | why: it has no outputs"},
      {"word: \"${redis.url}\"",
       "s.yaml:12:16 E0301 f's word uses an output of \"redis\", which the stack does not have"},
      {"word: \"${b.url}\"",
       "s.yaml:12:16 E0305 component \"b\" (redis) has no output \"url\" | why: it has no outputs"},
      {"word: \"${a b}\"",
       "s.yaml:12:16 E0119 f's word: ${a b} is none of ${component.output}, ${env:NAME}, ${file:PATH} | $${ stands for "
       "a literal ${"},
      {"word: \"${.x}\"",
       "s.yaml:12:16 E0119 f's word: ${.x} is none of ${component.output}, ${env:NAME}, ${file:PATH} | $${ stands for "
       "a literal ${"},
      {"word: \"${x.}\"",
       "s.yaml:12:16 E0119 f's word: ${x.} is none of ${component.output}, ${env:NAME}, ${file:PATH} | $${ stands for "
       "a literal ${"},
      {"word: \"${file:}\"", "s.yaml:12:16 E0119 f's word: \"file:\" wants a path | $${ stands for a literal ${"},
      {"word: \"${\"",
       "s.yaml:12:16 E0119 f's word: a ${ without its }; write $${ for a literal ${ | $${ stands for a literal ${"},
      {"[]", "s.yaml:12:9 E0113 f's spec is a list, it must be a map"},
      {"5", "s.yaml:12:9 E0113 f's spec is a number, it must be a map"},
      {"word: !!int a", "s.yaml:12:21 E0110 this is not what its tag !!int says"},
      {"word: !x a", "s.yaml:12:18 E0110 tag !x is not known here | leave it out"},
      {"word: &a x\nmaybe: *a",
       "s.yaml:12:18 E0114 f's word does not look as it must | why: it must match ^a | why: Begins with a | next: "
       "trimtab plugin show forms"},
      {"? [a]\n: 5", "s.yaml:12:11 E0109 a key is a list, it must be text"},
      {"5: 5", "s.yaml:12:9 E0112 unknown key \"5\" in f's spec | next: trimtab plugin show forms"},
  }));
  CHECK(told(spec) == expected + std::string("\n"));
}

TEST_CASE("A text that a pattern is held against has a length that it may have", "[form]") {
  CHECK(told("word: " + std::string(5000, 'a')) == "s.yaml:12:15 E0114 f's word is longer than 4096 bytes\n");
}
