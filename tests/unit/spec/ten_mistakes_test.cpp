#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "tests/unit/spec/spec_case.h"

using namespace trimtab;
using namespace trimtab::test;

// TRIMTAB_ACCEPT=1 in the environment writes the golden anew.
TEST_CASE("Ten mistakes of ten kinds are reported in one go", "[golden]") {
  const std::string fixtures = TRIMTAB_SOURCE_DIR "/tests/fixtures/specs/";
  const auto stack = SpecCase().file("ten-mistakes.yaml", read_file(fixtures + "ten-mistakes.yaml")).load();
  REQUIRE_FALSE(stack);
  std::string text;
  for (const Diagnostic& diagnostic : stack.error().diagnostics) {
    text += to_text(diagnostic) + "\n";
    REQUIRE(diagnostic.at);
    text += "    " + diagnostic.at->text + "\n    " + std::string(diagnostic.at->column - 1, ' ') +
            std::string(diagnostic.at->length, '^') + "\n";
  }
  if (std::getenv("TRIMTAB_ACCEPT") != nullptr) write_file(fixtures + "ten-mistakes.txt", text);
  CHECK(text == read_file(fixtures + "ten-mistakes.txt"));
  CHECK_FALSE(text.contains("hunter2"));
}
