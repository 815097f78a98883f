#include "core/yaml/scalar.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <string>
#include <tuple>

using namespace trimtab;

namespace {

std::string described(std::string_view text) {
  const PlainReading reading = read_plain(text);
  static constexpr const char* names[] = {"null", "boolean", "integer", "number", "text"};
  std::string result = names[static_cast<int>(reading.type)];
  if (!reading.value.is_null()) result += " " + reading.value.dump();
  if (!reading.looks_like.empty()) result += ", like " + std::string(reading.looks_like);
  if (!reading.meant.empty()) result += " " + reading.meant;
  return result;
}

}  // namespace

TEST_CASE("An unquoted text is read by YAML 1.2's core schema, and YAML 1.1's surprises are named", "[scalar]") {
  const auto [text, expected] = GENERATE(table<const char*, const char*>({
      {"", "null"},
      {"~", "null"},
      {"null", "null"},
      {"NULL", "null"},
      {"nUll", "text"},
      {"true", "boolean true"},
      {"FALSE", "boolean false"},
      {"tRue", "text"},
      {"yes", "text, like a boolean true"},
      {"No", "text, like a boolean false"},
      {"on", "text, like a boolean true"},
      {"OFF", "text, like a boolean false"},
      {"y", "text, like a boolean true"},
      {"n", "text, like a boolean false"},
      {"nope", "text"},
      {"0", "integer 0"},
      {"-17", "integer -17"},
      {"+5", "integer 5"},
      {"010", "integer 10, like an octal number 10"},
      {"-007", "integer -7, like an octal number -7"},
      {"00", "integer 0, like an octal number 0"},
      {"0o10", "integer 8"},
      {"0xfF", "integer 255"},
      {"0b11", "text"},
      {"1_000", "text"},
      {"9223372036854775807", "integer 9223372036854775807"},
      {"18446744073709551615", "integer 18446744073709551615"},
      {"18446744073709551616", "integer"},
      {"3.10", "number 3.1"},
      {"1e3", "number 1000.0"},
      {".5", "number 0.5"},
      {"5.", "number 5.0"},
      {"-1.5E-2", "number -0.015"},
      {".inf", "number"},
      {"-.INF", "number"},
      {".nan", "number"},
      {"1e999", "number"},
      {".", "text"},
      {"-", "text"},
      {"1.2.3", "text"},
      {"1e", "text"},
      {"1:30", "text, like a number in base 60"},
      {"190:20:30", "text, like a number in base 60"},
      {"1:60", "text"},
      {"10:00 Uhr", "text"},
      {"2026-01-01", "text"},
  }));
  CAPTURE(text);
  CHECK(described(text) == expected);
}

TEST_CASE("A text in quotes can be pasted into a spec", "[scalar]") {
  CHECK(in_quotes("say \"no\" \\ twice\nthen go") == R"("say \"no\" \\ twice\nthen go")");
}
