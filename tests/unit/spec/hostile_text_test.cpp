// Texts that break parsers, each with its whole message. None may take noticeable time or memory.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>

#include "core/yaml/yaml.h"
#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace std::string_literals;

namespace {

std::string message(const std::string& text) {
  Document document;
  Findings findings;
  auto source = make_source("s.yaml", "/", text);
  if (!source) return test::to_text(source.error().diagnostics.front());
  const std::uint16_t index = document.add_source(std::move(*source));
  if (auto root = parse_yaml(document, index, findings); !root) findings.add(std::move(root).error());
  if (findings.empty()) return "ok";
  const Error error = std::move(findings).error(std::vector<std::string>{"s.yaml"});
  std::string all;
  for (const Diagnostic& diagnostic : error.diagnostics) all += (all.empty() ? "" : "\n") + test::to_text(diagnostic);
  return all;
}

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  result.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

std::string alias_bomb() {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int level = 1; level < 9; ++level) {
    const std::string inner = "*a" + std::to_string(level - 1);
    text +=
        "a" + std::to_string(level) + ": &a" + std::to_string(level) + " [" + inner + repeated(", " + inner, 8) + "]\n";
  }
  return text;
}

}  // namespace

TEST_CASE("Bytes that are no clean UTF-8 are refused with their place", "[hostile]") {
  const auto [text, expected] = GENERATE(table<std::string, const char*>({
      {"\xFF\xFE"
       "a\0"s,
       "E0103 s.yaml is UTF-16, a spec is UTF-8 | next: iconv -f UTF-16 -t UTF-8 s.yaml"},
      {"\xFE\xFF\0a"s, "E0103 s.yaml is UTF-16, a spec is UTF-8 | next: iconv -f UTF-16 -t UTF-8 s.yaml"},
      {"a\0:\0 \0b\0"s, "E0103 s.yaml is UTF-16, a spec is UTF-8 | next: iconv -f UTF-16 -t UTF-8 s.yaml"},
      {"\xFF\xFE\0\0a\0\0\0"s, "E0103 s.yaml is UTF-32, a spec is UTF-8 | next: iconv -f UTF-32 -t UTF-8 s.yaml"},
      {"a: b\nc: \xC3\x28\n", "s.yaml:2:4 E0103 byte 0xC3 is not UTF-8 | why: at byte 8 of s.yaml"},
      {"a: \xED\xA0\x80\n", "s.yaml:1:4 E0103 byte 0xED is not UTF-8 | why: at byte 3 of s.yaml"},
      {"a: \xC0\xAF\n", "s.yaml:1:4 E0103 byte 0xC0 is not UTF-8 | why: at byte 3 of s.yaml"},
      {"a: \xF4\x90\x80\x80\n", "s.yaml:1:4 E0103 byte 0xF4 is not UTF-8 | why: at byte 3 of s.yaml"},
      {"a: \xE2\x82", "s.yaml:1:4 E0103 byte 0xE2 is not UTF-8 | why: at byte 3 of s.yaml"},
      {"a: 'x\0y'\n"s, "s.yaml:1:6 E0104 control character U+0000 in the text | why: at byte 5 of s.yaml"},
      {"a: \x1B[2J\n", "s.yaml:1:4 E0104 control character U+001B in the text | why: at byte 3 of s.yaml"},
      {"a: \x7F\n", "s.yaml:1:4 E0104 control character U+007F in the text | why: at byte 3 of s.yaml"},
      {"a: ü\xC2\x85\n", "s.yaml:1:5 E0104 control character U+0085 in the text | why: at byte 5 of s.yaml"},
      {"a: \"x\\0y\"\n", "s.yaml:1:4 E0104 a NUL character in a text"},
  }));
  CAPTURE(text);
  CHECK(message(text) == expected);
}

TEST_CASE("What is no YAML is refused with what to look at", "[hostile]") {
  const auto [text, expected] = GENERATE(table<std::string, const char*>({
      {",", "s.yaml:1:1 E0105 this cannot begin a value"},
      {"  ,\n", "s.yaml:1:3 E0105 this cannot begin a value"},
      {"a: 1\n,\n", "s.yaml:2:1 E0105 this line does not fit the indentation of the lines above"},
      {"]", "s.yaml:1:1 E0105 a closing bracket that was never opened"},
      {"a: [1]]\n", "s.yaml:1:7 E0105 a closing bracket that was never opened"},
      {"a: [1, 2\nb: 3\n", "s.yaml:2:2 E0105 a [ is not closed by a ], or a , is missing"},
      {"a: [1", "s.yaml:1:6 E0105 a [ is not closed by a ], or a , is missing"},
      {"a: {b: 1\n", "s.yaml:2:1 E0105 a { is not closed by a }, or a , is missing"},
      {"a: b: c\n", "s.yaml:1:5 E0105 a \": \" where none may stand; quote the text, or indent the line"},
      {"a: 1\n b: 2\n", "s.yaml:2:3 E0105 a \": \" where none may stand; quote the text, or indent the line"},
      {"a: \"open\n", "s.yaml:1:4 E0105 a quote is opened and never closed"},
      {"a: 'open\n  b: 1\n", "s.yaml:1:4 E0105 a quote is opened and never closed"},
      {"a: \"x\\\"\n", "s.yaml:1:4 E0105 a quote is opened and never closed"},
      {"a: *b\n", "s.yaml:1:4 E0105 an alias without its anchor"},
      {"a: @b\n", "s.yaml:1:4 E0105 a character that cannot begin a value; quote the text"},
      {"a: {b: ${c}}\n",
       "s.yaml:1:9 E0105 a { is not closed by a }, or a , is missing | why: inside { } and [ ] a ${…} needs quotes: "
       "\"${env:NAME}\""},
  }));
  CAPTURE(text);
  CHECK(message(text) == expected);
}

TEST_CASE("What YAML allows and a spec does not is refused with its place", "[hostile]") {
  const auto [text, expected] = GENERATE(table<std::string, const char*>({
      {"a: 1\n---\nb: 2\n",
       "s.yaml:2:1 E0106 a second document in one file | next: put it in a file of its own: trimtab plan -f s.yaml -f "
       "OTHER"},
      {"a: &a [*a]\n", "s.yaml:1:8 E0107 this alias stands inside its own anchor"},
      {"&a {k: *a}\n", "s.yaml:1:8 E0107 this alias stands inside its own anchor"},
      {"a: &x {k: 1}\nb:\n  <<: *x\n", "s.yaml:3:3 E0107 the merge key << is not supported | write the keys out"},
      {"a: 1\nb: 2\na: 3\n",
       "s.yaml:3:1 E0108 key \"a\" stands twice in one map | why: it stands first at s.yaml:1:1 | next: remove one of "
       "the two"},
      {"{1: x, \"1\": y}\n",
       "s.yaml:1:8 E0108 key \"1\" stands twice in one map | why: it stands first at s.yaml:1:2 | next: remove one of "
       "the two"},
      {"? [a, b]\n: 1\n", "s.yaml:1:3 E0109 a key is a list, it must be text"},
      {"{a: 1}: 2\nb: 3\n", "s.yaml:1:1 E0109 a key is a map, it must be text"},
      {"~: 1\nb: 2\n", "s.yaml:1:1 E0109 a key is empty, it must be text"},
      {"a: &x b\n*x : c\n", "s.yaml:2:1 E0109 a key is an alias, it must be text"},
      {"a: !local x\n", "s.yaml:1:11 E0110 tag !local is not known here | leave it out"},
      {"a: !!binary aGk=\n", "s.yaml:1:13 E0110 tag !!binary is not known here | leave it out"},
      {"a: !!int x\n", "s.yaml:1:10 E0110 this is not what its tag !!int says"},
      {"a: !!map [x]\n", "s.yaml:1:10 E0110 this is not what its tag !!map says"},
  }));
  CAPTURE(text);
  CHECK(message(text) == expected);
}

TEST_CASE("All that can be passed over in one text is reported together", "[hostile]") {
  CHECK(message("a: !x 1\na: 2\n<<: 3\n") ==
        "s.yaml:1:7 E0110 tag !x is not known here | leave it out\n"
        "s.yaml:2:1 E0108 key \"a\" stands twice in one map | why: it stands first at s.yaml:1:1 | next: remove one of "
        "the two\n"
        "s.yaml:3:1 E0107 the merge key << is not supported | write the keys out");
}

TEST_CASE("A text past a budget is refused before it takes memory or time", "[hostile]") {
  SECTION("bytes") {
    CHECK(message(repeated("x", (16u << 20) + 1)) == "E0102 s.yaml has 16777217 bytes, a spec may have 16777216");
  }
  SECTION("one text") {
    CHECK(message("a: " + repeated("x", (1u << 20) + 1)) ==
          "s.yaml:1:4 E0102 a text of 1048577 bytes, one may have 1048576");
  }
  SECTION("depth in flow style") {
    CHECK(message(repeated("[", 20000) + repeated("]", 20000)) == "s.yaml:1:65 E0102 nested deeper than 64 levels");
  }
  SECTION("depth in flow style that is never closed") {
    CHECK(message(repeated("[", 20000)) == "s.yaml:1:33 E0102 nested deeper than 64 levels");
  }
  SECTION("depth in block style") {
    std::string text;
    for (std::size_t level = 0; level < 80; ++level) text += std::string(level, ' ') + "a:\n";
    CHECK(message(text) == "s.yaml:65:65 E0102 nested deeper than 64 levels");
  }
  SECTION("depth through aliases") {
    std::string text = "a0: &a0 [[[[[[[[[[[x]]]]]]]]]]]\n";
    for (int i = 1; i < 8; ++i)
      text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [[[[[[[[[[*a" + std::to_string(i - 1) +
              "]]]]]]]]]]\n";
    CHECK(message(text) == "s.yaml:7:19 E0102 nested deeper than 64 levels");
  }
  SECTION("an alias bomb") {
    CHECK(message(alias_bomb()).find("E0102 more than 1000000 values, aliases counted as what they stand for") !=
          std::string::npos);
  }
  SECTION("flow marks") {
    CHECK(message("[" + repeated("a,", 1'000'001) + "]") ==
          "s.yaml:1:2000001 E0102 more than 1000000 of the marks , [ { | why: at byte 2000000 of s.yaml");
  }
}

// Whatever a spec is cut off at or has a byte changed in, reading it ends, and soon. The seed is fixed.
TEST_CASE("A thousand damaged specs are all read to an end", "[hostile]") {
  const std::string whole = test::with_components(
      "db: {kind: mysql, spec: {version: 8.0, config: {a: [1, \"x\"], b: 'y'}}}\n"
      "# a comment\nairflow:\n  kind: airflow\n  spec: &s\n    url: \"https://${env:HOST}/\"\n    database: {from: "
      "db}\n"
      "    env: |\n      text\n      more\n  needs:\n    - db\n    - *s\n");
  std::uint32_t state = 20260101;
  const auto random = [&state](std::size_t below) {
    state = state * 1664525u + 1013904223u;
    return static_cast<std::size_t>(state >> 8) % below;
  };
  static constexpr std::string_view bytes = ",[]{}:-?&*!|>'\"%@`#\n\t \r~<$\\0a";
  std::size_t refused = 0;
  for (int round = 0; round < 1000; ++round) {
    std::string text = whole;
    if (round % 3 == 0) text.resize(random(text.size()));
    for (std::size_t change = random(4); change > 0 && !text.empty(); --change)
      text[random(text.size())] = bytes[random(bytes.size())];
    refused += message(text) == "ok" ? 0 : 1;
  }
  CHECK(refused > 500);
}
