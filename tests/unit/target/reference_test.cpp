#include "core/target/reference.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

namespace trimtab {
namespace {

std::string expanded(std::string_view text) {
  const auto result = substituted(
      text, [](const Reference& reference) -> Result<std::string> { return "<" + to_text(reference).substr(2); });
  return result ? *result : "error: " + result.error().message();
}

TEST_CASE("A reference is read into component, type, name, key and filter") {
  const auto references = references_in("a @{db/value:user-x/password|url} b @{config:my.cnf/conf.d/x.cnf}@{replica}");
  REQUIRE(references);
  CHECK(*references == std::vector<Reference>{{"db", "value", "user-x", "password", "url"},
                                              {"", "config", "my.cnf", "conf.d/x.cnf", ""},
                                              {"", "replica", "", "", ""}});
}

TEST_CASE("Every reference in a text is replaced and the rest stays as it is") {
  CHECK(expanded("port=@{endpoint:sql/port};@ {x} a@b @") == "port=<endpoint:sql/port};@ {x} a@b @");
  CHECK(expanded("").empty());
}

TEST_CASE("A doubled at sign makes a brace literal") {
  CHECK(expanded("@@{not:one} @{slot:i}") == "@{not:one} <slot:i}");
  CHECK(expanded("@@@{x}") == "@@{x}");
}

TEST_CASE("Escaping keeps any text as it was through one substitution") {
  const std::string text = GENERATE("@{a}", "@@{a}", "@@@@{", "{@{@{", "plain @ text", "@");
  CHECK(expanded(escape_references(text)) == text);
}

TEST_CASE("A reference that cannot be read says which and why") {
  CHECK(expanded("x @{endpoint:sql/port").contains("its \"}\" is missing"));
  CHECK(expanded("@{}").contains("it names no type"));
  CHECK(expanded("@{secret:}").contains("nothing follows \":\""));
  CHECK(expanded("@{secret:a/}").contains("nothing follows the last \"/\""));
  CHECK(expanded("@{secret:a/b|}").contains("nothing follows \"|\""));
  CHECK(expanded("@{/secret:a}").contains("no component"));
  CHECK(expanded("@{secret:a b/c}").contains("holds characters"));
}

TEST_CASE("References in values are found in keys, lists and objects") {
  const Value value{{"@{slot:a}", {"@{slot:b}", 3, {{"k", "@{slot:c}"}}}}};
  std::string seen;
  REQUIRE(for_each_reference(value, [&seen](const Reference& reference) -> Status {
    seen += reference.name;
    return {};
  }));
  CHECK(seen == "abc");
  const auto replaced = substituted(value, [](const Reference& r) -> Result<std::string> { return r.name; });
  REQUIRE(replaced);
  CHECK(*replaced == Value{{"a", {"b", 3, {{"k", "c"}}}}});
}

TEST_CASE("A failing substitution stops with its own error") {
  const auto refuse = [](const Reference&) -> Result<std::string> { return fail(Errc::invalid, "E1", "no such port"); };
  const auto result = substituted(Value{{"x", "@{endpoint:a/port}"}}, refuse);
  REQUIRE_FALSE(result);
  CHECK(result.error().message() == "no such port");
}

TEST_CASE("Text of a reference reads back as the same reference") {
  const Reference reference{"db", "value", "root", "password", "ini"};
  const auto again = references_in(to_text(reference));
  REQUIRE(again);
  CHECK(again->front() == reference);
}

}  // namespace
}  // namespace trimtab
