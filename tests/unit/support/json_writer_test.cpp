#include "core/support/json_writer.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <limits>
#include <vector>

namespace trimtab {
namespace {

using Json = nlohmann::json;

std::string written(const Json& value) {
  std::string text = "before ";
  append_json(text, value);
  return text;
}

TEST_CASE("A value is written as its dump would be, after what stands there already") {
  const Json value =
      GENERATE(Json(nullptr), Json(true), Json(0), Json(-7), Json(std::numeric_limits<std::int64_t>::min()),
               Json(std::numeric_limits<std::uint64_t>::max()), Json(0.1), Json(1e300), Json(-0.0), Json(""),
               Json("plain"), Json("\"quoted\" \\ /"), Json(std::string("\0\b\t\n\f\r\x1f\x7f", 8)),
               Json("café ✓ 😀 \u2028"), Json::array(), Json::object(), Json{1, "two", {3, Json::array({nullptr})}},
               Json{{"a", {{"b", {{"c", 1.5}}}}}, {"", "no name"}, {"q\"", Json::array({Json::object()})}});
  CHECK(written(value) == "before " + value.dump());
}

TEST_CASE("Text that is no UTF-8 is refused as dump refuses it") {
  const std::string text = GENERATE(as<std::string>{}, "\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80");
  CHECK_THROWS_AS(Json(text).dump(), Json::exception);
  CHECK_THROWS_AS(written(Json(text)), Json::exception);
  CHECK_THROWS_AS(written(Json{{text, 1}}), Json::exception);
}

TEST_CASE("An object is written member by member, with the names and texts escaped") {
  std::string text;
  JsonObjectWriter writer(text);
  writer.text_member("a \"name\"", "a\nline");
  writer.member("number", 7);
  append_json_list(writer.member("list"), std::vector<std::string_view>{"x", "y\\"}, append_json_text);
  append_json_list(writer.member("none"), std::vector<std::string_view>{}, append_json_text);
  writer.end();
  CHECK(Json::parse(text) ==
        Json{{"a \"name\"", "a\nline"}, {"number", 7}, {"list", {"x", "y\\"}}, {"none", Json::array()}});
  CHECK(text.starts_with(R"({"a \"name\"":"a\nline","number":7,)"));
}

}  // namespace
}  // namespace trimtab
