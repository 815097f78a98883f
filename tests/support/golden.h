#pragma once

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace trimtab::testing {

/// Compares with tests/golden/NAME. With TRIMTAB_ACCEPT=1 in the environment the text becomes the new golden instead.
inline void check_golden(const std::string& name, const std::string& text) {
  const std::filesystem::path path = std::filesystem::path(TRIMTAB_SOURCE_DIR) / "tests/golden" / name;
  const char* accept = std::getenv("TRIMTAB_ACCEPT");
  if (accept != nullptr && std::string(accept) == "1") {
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  std::ifstream file(path, std::ios::binary);
  INFO("golden " << path << "; accept a wanted change with TRIMTAB_ACCEPT=1");
  REQUIRE(file.good());
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  CHECK(text == golden);
}

}  // namespace trimtab::testing
