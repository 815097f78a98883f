#pragma once

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <trimtab/testing.hpp>

namespace trimtab::testing {

/// Compares with the file; with TRIMTAB_ACCEPT=1 in the environment it writes the file instead.
inline void check_golden(const Json& value, const std::string& file) {
  const std::string path = std::string(TRIMTAB_SOURCE_DIR) + "/tests/plugins/" + file;
  const std::string text = value.dump(2) + "\n";
  if (const char* accept = std::getenv("TRIMTAB_ACCEPT"); accept != nullptr && std::string(accept) == "1") {
    std::ofstream(path, std::ios::trunc) << text;
  }
  std::ostringstream expected;
  expected << std::ifstream(path).rdbuf();
  INFO(path << ": TRIMTAB_ACCEPT=1 accepts what is there now");
  CHECK(text == expected.str());
}

/// What is said where nothing is wrong.
inline constexpr const char* nothing = "";

/// Every property says what it is: the reference is made of these sentences.
inline void check_described(const Json& schema, const std::string& where) {
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [name, property] : properties.items()) {
    INFO(where << "/" << name);
    CHECK(property.value("description", nothing) != nothing);
    check_described(property, where + "/" + name);
  }
}

inline std::string plugin_path(const std::string& name) {
  return std::string(TRIMTAB_BINARY_DIR) + "/plugins/" + name + ".so";
}

}  // namespace trimtab::testing
