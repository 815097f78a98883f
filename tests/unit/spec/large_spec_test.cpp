#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <string>

#include "core/spec/yaml.h"
#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

// Work and memory grow with the size of a spec and no faster: twice the components, about twice the time. The bound is
// loose because the machine may be busy; a quadratic step would be off by far more.
TEST_CASE("A spec of thousands of components is loaded in linear time", "[large]") {
  const auto seconds = [](int components) {
    std::string text;
    for (int i = 0; i < components; ++i) {
      text += "c-" + std::to_string(i) + ": {kind: redis, needs: [c-" + std::to_string(i == 0 ? 1 : i - 1) +
              "], spec: {databases: 3}}\n";
    }
    const SpecCase spec = SpecCase().file("s.yaml", with_components(text));
    const auto started = std::chrono::steady_clock::now();
    const auto stack = spec.load();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    REQUIRE(stack);
    CHECK(stack->components.size() == static_cast<std::size_t>(components));
    return took.count();
  };
  const double small = seconds(1000);
  const double large = seconds(8000);
  CHECK(large < 8 * 4 * small + 0.5);
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
