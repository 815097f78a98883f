#include "core/model/json_text.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

std::string refusal(const Result<Value>& result) {
  if (result) return "nothing";
  return result.error().diagnostics.front().code + " " + result.error().message();
}

}  // namespace

TEST_CASE("Strict JSON is the same value the library reads") {
  const std::string text = R"({"a":[1,-2,3.5,true,null,{"b":"ü","c":[[]],"d":{}}],"e":9223372036854775807})";
  CHECK(parse_json(text).value() == Value::parse(text));
  CHECK(parse_json("7").value() == 7);
}

TEST_CASE("What lenient readers let through is refused with its place") {
  CHECK(refusal(parse_json(R"({"a":1,"a":2})")) == R"(E0213 not JSON: member "a" stands twice in one object)");
  CHECK(refusal(parse_json("18446744073709551615")) == "E0213 not JSON: an integer is too large");
  CHECK(refusal(parse_json("{} {}")).starts_with("E0213 not JSON: at byte 4"));
  CHECK(refusal(parse_json("\"\xff\"")).contains("ill-formed UTF-8"));
  CHECK(refusal(parse_json("")).starts_with("E0213 not JSON: at byte 1"));
  CHECK(refusal(parse_json("[NaN]")).starts_with("E0213 not JSON"));
}

TEST_CASE("A member that is passed over is missing, wherever it stands and whatever it holds") {
  const JsonBudget budget{.depth = 8, .passed_over = "x"};
  CHECK(parse_json(R"({"a":{"x":{"x":[1,{"b":2}],"c":null},"d":3},"x":4,"e":[{"x":[]}]})", budget).value() ==
        Value::parse(R"({"a":{"d":3},"e":[{}]})"));
  CHECK(parse_json(R"(["x",{"x":"y","z":"x"}])", budget).value() == Value::parse(R"(["x",{"z":"x"}])"));
  CHECK(refusal(parse_json(R"({"x":[[[[[[[[1]]]]]]]]})", budget)) == "E0213 not JSON: nested deeper than 8 levels");
  CHECK(refusal(parse_json(R"({"x":[1})", budget)).starts_with("E0213 not JSON: at byte"));
}

TEST_CASE("A long text is read as strictly as a short one, and is the same value") {
  const std::string filling = "\"" + std::string(5000, 'x') + "\"";
  const auto beside = [&](const std::string& text) { return "[" + filling + "," + text + "]"; };
  for (const std::string text :
       {R"({"a":[1,-2,3.5,true,null,{"b":"ü\n\u0026","c":[[]],"d":{}}],"e":9223372036854775807})", R"("\ud83d\ude00")",
        "-0", "1e3", "0.1", "-9223372036854775808", "\"\""}) {
    CHECK(parse_json(beside(text)).value() == Value::parse(beside(text)));
  }
  CHECK(refusal(parse_json(beside(R"({"a":1,"a":2})"))) == R"(E0213 not JSON: member "a" stands twice in one object)");
  CHECK(refusal(parse_json(beside("18446744073709551615"))) == "E0213 not JSON: an integer is too large");
  for (const std::string text :
       {R"("\udc00")", R"("\ud800")", R"("\uD800x")", "\"\xff\"", "NaN", "1,", "01", "\"\t\""}) {
    CHECK(refusal(parse_json(beside(text))).starts_with("E0213 not JSON: at byte 50"));
  }
  CHECK(refusal(parse_json(beside("{}") + "{}")).starts_with("E0213 not JSON: at byte 50"));
  const JsonBudget budget{.depth = 3, .passed_over = "x"};
  CHECK(parse_json(beside(R"({"x":[1],"d":[2]})"), budget).value().at(1) == Value::parse(R"({"d":[2]})"));
  CHECK(refusal(parse_json(beside(R"({"x":[[1]]})"), budget)) == "E0213 not JSON: nested deeper than 3 levels");
  CHECK(refusal(parse_json(beside(R"({"d":[[1]]})"), budget)) == "E0213 not JSON: nested deeper than 3 levels");
}

TEST_CASE("Size and depth have budgets") {
  CHECK(parse_json("[[[1]]]", {.bytes = 7, .depth = 3}));
  CHECK(refusal(parse_json("[[[1]]]", {.bytes = 7, .depth = 2})) == "E0213 not JSON: nested deeper than 2 levels");
  CHECK(refusal(parse_json("[[[1]]]", {.bytes = 6, .depth = 3})).starts_with("E0213 7"));
  CHECK_FALSE(parse_json(std::string(8'000'000, '[')));
}
