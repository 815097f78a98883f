#include "core/plugin/pattern.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <random>
#include <regex>

using trimtab::Pattern;

TEST_CASE("Hand-written patterns answer exactly as the regular expressions they stand for") {
  const std::string expression =
      GENERATE("^[a-z]([a-z0-9-]{0,28}[a-z0-9])?$", "^[a-z]([a-z0-9.-]{0,28}[a-z0-9])?$",
               "^[a-z][a-z0-9.-]{0,60}/[a-z]([a-z0-9.-]{0,28}[a-z0-9])?$", "^(/[^/\\n\\r]*)*$",
               "^(volume|config|secret|endpoint|slot|tree|task|workload|kubernetes|[a-z]([a-z0-9-]{0,28}[a-z0-9])?\\."
               "[a-z]([a-z0-9-]{0,28}[a-z0-9])?)$",
               "^[A-Za-z_][A-Za-z0-9_]*$", "^[A-Za-z_][A-Za-z0-9_-]*$", "^[A-Za-z0-9_][A-Za-z0-9_.+-]*$",
               "^[a-z][a-z0-9.-]*:[a-z0-9][A-Za-z0-9._/-]*$");
  const Pattern pattern(expression);
  REQUIRE(pattern.is_known());
  const std::regex library(expression);
  const std::string pieces[] = {"a", "z9", "-", ".", "/", "A", "_", "\n", "~", "task", "volume", "aaaaaaaaaaaaaaaa",
                                "",  "0",  ":", "+"};
  std::mt19937 random(4711);
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (unsigned length = random() % 6; length > 0; --length) text += pieces[random() % std::size(pieces)];
    CAPTURE(text);
    const bool expected = std::regex_search(text, library);
    if (pattern.matches(text) != expected) FAIL("the two disagree");
    accepted += expected ? 1 : 0;
  }
  CHECK(accepted > 50);
}

TEST_CASE("Other patterns are left to the library, and a text of megabytes does not match rather than overflow") {
  const Pattern pattern("^/.*$");
  CHECK_FALSE(pattern.is_known());
  CHECK(pattern.matches("/usr/sbin"));
  CHECK_FALSE(pattern.matches("usr"));
  CHECK_FALSE(pattern.matches("/" + std::string(1 << 20, 'x')));
}
