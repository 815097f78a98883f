#include "core/state/compress.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

const std::string long_text = [] {
  std::string lines;
  for (int line = 0; line < 2000; ++line) lines += "line " + std::to_string(line % 7) + "\n";
  return lines;
}();

}  // namespace

TEST_CASE("What was compressed comes back, smaller on the way", "[compress]") {
  const std::string bytes = compressed(long_text);
  CHECK(bytes.size() * 10 < long_text.size());
  CHECK(decompressed(bytes, long_text.size()) == long_text);
  CHECK(decompressed(compressed(""), 0) == std::string());
}

TEST_CASE("Bytes that hold more than the limit give nothing", "[compress]") {
  CHECK_FALSE(decompressed(compressed(long_text), long_text.size() - 1));
}

TEST_CASE("Bytes that are cut, changed or something else give nothing", "[compress]") {
  std::string bytes = compressed(long_text);
  CHECK_FALSE(decompressed(bytes.substr(0, bytes.size() - 1), long_text.size()));
  CHECK_FALSE(decompressed("", long_text.size()));
  CHECK_FALSE(decompressed("no zlib at all", long_text.size()));
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  CHECK_FALSE(decompressed(bytes, long_text.size()));
}
