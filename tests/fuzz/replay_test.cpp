// Without a fuzzer: what it starts from and what it has found, each file once.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <filesystem>

#include "tests/fuzz/target.h"
#include "tests/support/temporary_directory.h"

namespace trimtab::fuzz {
namespace {

std::vector<std::filesystem::path> inputs(const char* target) {
  const std::filesystem::path here = std::filesystem::path(TRIMTAB_SOURCE_DIR) / "tests/fuzz";
  std::vector<std::filesystem::path> files;
  for (const char* folder : {"seeds", "found"}) {
    const auto directory = here / folder / target;
    if (!std::filesystem::exists(directory)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(directory)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

TEST_CASE("What fuzzers started from and what they found is read without harm") {
  const Target target = GENERATE(from_range(std::begin(targets), std::end(targets)));
  CAPTURE(target.name);
  const auto files = inputs(target.name);
  CHECK_FALSE(files.empty());
  for (const auto& file : files) {
    INFO(file.string());  // an abort shows it
    target.read(test::read_file(file));
  }
}

}  // namespace
}  // namespace trimtab::fuzz
