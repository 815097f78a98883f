#include "core/target/git_fact.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

TEST_CASE("A name in a repository is a tag, what a tag points to, or a branch, in the order git itself chooses") {
  const std::string lines =
      "1\tHEAD\n2\trefs/heads/main\n3\trefs/heads/v1\n4\trefs/tags/v1\n5\trefs/tags/v1^{}\n6\trefs/heads/x/main\n";
  CHECK(commit_among(lines, "main") == "2");
  CHECK(commit_among(lines, "v1") == "5");
  CHECK(commit_among(lines, "HEAD") == "1");
  CHECK(commit_among(lines, "refs/heads/v1") == "3");
  CHECK(commit_among(lines, "x/main") == "6");
  CHECK(commit_among(lines, "v2").empty());
  CHECK(commit_among("", "main").empty());
}
