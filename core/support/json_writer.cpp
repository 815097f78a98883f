#include "core/support/json_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace trimtab {
namespace {

using Json = nlohmann::json;

bool needs_no_escape(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

void append_object(std::string& text, const Json& object) {
  JsonObjectWriter writer(text);
  for (auto member = object.begin(); member != object.end(); ++member) writer.member(member.key(), *member);
  writer.end();
}

}  // namespace

void append_json_text(std::string& text, std::string_view value) {
  if (!std::all_of(value.begin(), value.end(), needs_no_escape)) {
    text += Json(value).dump();
    return;
  }
  text += '"';
  text += value;
  text += '"';
}

void append_json(std::string& text, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      return append_object(text, value);
    case Json::value_t::array:
      return append_json_list(text, value, append_json);
    case Json::value_t::string:
      return append_json_text(text, value.get_ref<const std::string&>());
    case Json::value_t::number_integer:
      fmt::format_to(std::back_inserter(text), "{}", value.get_ref<const Json::number_integer_t&>());
      return;
    default:
      text += value.dump();
  }
}

}  // namespace trimtab
