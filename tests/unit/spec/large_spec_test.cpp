#include <catch2/catch_test_macros.hpp>
#include <string>

#include "core/yaml/yaml.h"
#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

TEST_CASE("A spec of thousands of components is loaded whole", "[large]") {
  constexpr int components = 8000;
  std::string text;
  for (int i = 0; i < components; ++i) {
    text += "c-" + std::to_string(i) + ": {kind: redis, needs: [c-" + std::to_string(i == 0 ? 1 : i - 1) +
            "], spec: {databases: 3}}\n";
  }
  const auto stack = SpecCase().file("s.yaml", with_components(text)).load();
  REQUIRE(stack);
  CHECK(stack->components.size() == static_cast<std::size_t>(components));
}

TEST_CASE("A spec that is wrong everywhere is answered with a bounded list", "[large]") {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "c-" + std::to_string(i) + ": {kind: redis, spec: {databses: 3}}\n";
  const auto stack = SpecCase().file("s.yaml", with_components(text)).load();
  REQUIRE_FALSE(stack);
  REQUIRE(stack.error().diagnostics.size() == 501);
  CHECK(stack.error().diagnostics.front().at->line == 7);
  CHECK(stack.error().diagnostics.back().what == "2500 more messages are not shown");
}
