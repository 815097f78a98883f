#include "core/yaml/yaml.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace trimtab;

namespace {

struct Parsed {
  Document document;
  Findings findings;
  NodeIndex root = no_node;
};

Parsed parsed(const std::string& text) {
  Parsed result;
  auto source = make_source("s.yaml", "/", text);
  REQUIRE(source);
  const std::uint16_t index = result.document.add_source(std::move(*source));
  auto root = parse_yaml(result.document, index, result.findings);
  REQUIRE(root);
  result.root = *root;
  return result;
}

/// `{a: "text", b: [null]}` with the places of values: `a@1:4`.
std::string described(const Document& document, NodeIndex node) {
  const Position at = document.at(node);
  const std::string place =
      "@" + std::to_string(at.line) + ":" + std::to_string(at.column) + "+" + std::to_string(at.length);
  switch (document.kind(node)) {
    case NodeKind::null:
      return "null" + place;
    case NodeKind::scalar:
      return (document.node(node).quoted ? "'" : "") + std::string(document.text(node)) +
             (document.node(node).quoted ? "'" : "") + place;
    case NodeKind::sequence:
    case NodeKind::map:
      break;
  }
  std::string text;
  for (const NodeIndex child : Children(document, node)) {
    if (!text.empty()) text += ", ";
    if (document.kind(node) == NodeKind::map) text += std::string(document.key(child)) + ": ";
    text += described(document, child);
  }
  return document.kind(node) == NodeKind::map ? "{" + text + "}" : "[" + text + "]";
}

std::string tree(const std::string& text) {
  const Parsed result = parsed(text);
  return described(result.document, result.root);
}

}  // namespace

TEST_CASE("Every value keeps the place it was written at", "[yaml]") {
  CHECK(tree("a: 1\nb:\n  - x\n  - \"y z\"\nc: {d: 'e'}\n") ==
        "{a: 1@1:4+1, b: [x@3:5+1, 'y z'@4:5+5], c: {d: 'e'@5:8+3}}");
}

TEST_CASE("Columns count characters, not bytes", "[yaml]") {
  CHECK(tree("grüße: {\"ключ\": größer, z: ß}\n") == "{grüße: {ключ: größer@1:17+6, z: ß@1:28+1}}");
}

TEST_CASE("Windows line ends and a byte order mark change no place", "[yaml]") {
  CHECK(tree("\xEF\xBB\xBF"
             "a: 1\r\nb: two\r\n") == "{a: 1@1:4+1, b: two@2:4+3}");
}

TEST_CASE("Escapes, folding and blocks are resolved and are text for certain", "[yaml]") {
  CHECK(tree("a: \"x\\ty\"\nb: 'it''s'\nc: |\n  one\n  two\nd: >-\n  one\n  two\ne: plain\n  goes on\n") ==
        "{a: 'x\ty'@1:4+6, b: 'it's'@2:4+7, c: 'one\ntwo\n'@3:4+1, d: 'one two'@6:4+1, e: plain goes on@9:4+5}");
}

TEST_CASE("An empty value stands where its key stands, a written null where it is written", "[yaml]") {
  CHECK(tree("a:\nb: ~\nc: null\n") == "{a: null@1:1+1, b: null@2:4+1, c: null@3:4+4}");
}

TEST_CASE("Tags of the core schema decide what an unquoted text is", "[yaml]") {
  CHECK(tree("a: !!str 8\nb: !!int 8\nc: !!null ''\nd: ! 8\n") ==
        "{a: '8'@1:10+1, b: 8@2:10+1, c: null@3:11+2, d: '8'@4:6+1}");
}

TEST_CASE("An alias becomes a copy of what it stands for, at its own place", "[yaml]") {
  CHECK(tree("a: &x {k: [1, 2]}\nb: *x\nc: [*x]\n") ==
        "{a: {k: [1@1:12+1, 2@1:15+1]}, b: {k: [1@1:12+1, 2@1:15+1]}, c: [{k: [1@1:12+1, 2@1:15+1]}]}");
  const Parsed result = parsed("a: &x 5\nb: *x\n");
  CHECK(described(result.document, result.root) == "{a: 5@1:7+1, b: 5@2:4+2}");
}

TEST_CASE("A key is found by position as well as by text, also in a map with many", "[yaml]") {
  std::string text;
  for (int i = 0; i < 40; ++i) text += "key" + std::to_string(i) + ": " + std::to_string(i) + "\n";
  const Parsed result = parsed(text);
  const NodeIndex child = result.document.find(result.root, "key39");
  REQUIRE(child != no_node);
  CHECK(result.document.text(child) == "39");
  CHECK(result.document.key_at(child) == Position{"s.yaml", 40, 1, 5, "key39: 39"});
  CHECK(result.document.count(result.root) == 40);
}

TEST_CASE("A pointer is followed as far as it goes", "[yaml]") {
  const Parsed result = parsed("a: {\"b/c\": [x, {d: 1}]}\n");
  bool exact = false;
  CHECK(result.document.text(result.document.follow(result.root, "/a/b~1c/1/d", exact)) == "1");
  CHECK(exact);
  CHECK(result.document.text(result.document.follow(result.root, "/a/b~1c/0/d", exact)) == "x");
  CHECK_FALSE(exact);
}

TEST_CASE("Empty documents after the first are passed over", "[yaml]") {
  CHECK(tree("---\na: 1\n...\n---\n# nothing\n") == "{a: 1@2:4+1}");
}

TEST_CASE("A document takes little more memory than its text", "[yaml]") {
  std::string text = "components:\n";
  for (int i = 0; i < 2000; ++i) text += "  component-" + std::to_string(i) + ": {kind: thing, spec: {size: 10Gi}}\n";
  Parsed result = parsed(text);
  result.document.shrink();
  CHECK(result.document.memory() < 8 * text.size());
}
