#include "core/yaml/write.h"

#include <catch2/catch_test_macros.hpp>

#include "core/yaml/value_of.h"

using namespace trimtab;

TEST_CASE("A value is written in block style, and text that could be read as something else in quotes") {
  CHECK(to_yaml(Value::parse(R"({"kind": "A", "list": [{"a": 1, "b": ["x", "y: z"]}, [], {}, [1, 2]], "none": null,
    "text": ["true", "1e3", "no", "", "~", "a b", "x:", "-1", "UPPER/lower.v1-2"]})")) == R"(kind: A
list:
  - a: 1
    b:
      - x
      - "y: z"
  - []
  - {}
  -
    - 1
    - 2
none: null
text:
  - "true"
  - "1e3"
  - "no"
  - ""
  - "~"
  - "a b"
  - "x:"
  - "-1"
  - UPPER/lower.v1-2
)");
}

TEST_CASE("Lines are a block where a block shows them as they are") {
  CHECK(to_yaml({{"f", "one\ntwo\n"}}) == "f: |\n  one\n  two\n");
  CHECK(to_yaml({{"f", "one\n\ntwo"}}) == "f: |-\n  one\n\n  two\n");
  CHECK(to_yaml({{"f", " one\ntwo\n"}}) == "f: \" one\\ntwo\\n\"\n");
  CHECK(to_yaml({{"f", "one\n\n"}}) == "f: \"one\\n\\n\"\n");
}

TEST_CASE("What would act on a terminal is escaped, among several lines too, and read as it was") {
  CHECK(to_yaml({{"f", "a\u202eb\u202c"}}) == "f: \"a\\u202eb\\u202c\"\n");
  CHECK(to_yaml({{"f", "a\n\u009bb\n"}}) == "f: \"a\\n\\u009bb\\n\"\n");
  CHECK(to_yaml({{"a\u200b", 1}}) == "\"a\\u200b\": 1\n");
  const Value value = {{"\x7f", "\x1b[31m \r \t \u2028 \U000e0001 \" \\ \U0001f600 é"}};
  CHECK(*read_yaml("file", to_yaml(value)) == value);
}

TEST_CASE("What is no map and no list is a document too") {
  CHECK(to_yaml(Value::object()) == "{}\n");
  CHECK(to_yaml("a") == "a\n");
}

TEST_CASE("What was written is read as the same value") {
  const Value value = Value::parse(R"({"a": ["", "x\ty", "é", {"b": "1\n2\n", "c": {}}], "on": 1.5, "d": [[1], []]})");
  CHECK(*read_yaml("file", to_yaml(value)) == value);
}
