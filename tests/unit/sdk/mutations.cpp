#include "mutations.h"

#include <vector>

namespace {

using nlohmann::json;
using Visit = std::function<void(const json& changed, const std::string& what)>;

void collect(const json& value, const json::json_pointer& at, std::vector<json::json_pointer>& places) {
  places.push_back(at);
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) collect(member, at / name, places);
  }
  for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) collect(value[i], at / i, places);
}

std::vector<json> replacements() {
  return {nullptr,
          true,
          -1,
          0,
          1,
          7,
          65536,
          1.5,
          "",
          "x",
          "Not A Name",
          "a/b",
          "/a/b",
          "10m",
          "0640",
          std::string(1100, 'x'),
          json::array(),
          json::array({"x"}),
          json::array({7}),
          json::object(),
          json{{"x", "y"}},
          json{{"text", "y"}}};
}

void mutate_members(const json& whole, const json::json_pointer& at, const Visit& visit) {
  const json& value = whole.at(at);
  if (!value.is_object()) return;
  for (const auto& [name, member] : value.items()) {
    json changed = whole;
    changed.at(at).erase(name);
    visit(changed, "without " + (at / name).to_string());
    changed.at(at)[name + "z"] = member;
    visit(changed, "renamed " + (at / name).to_string());
  }
  json changed = whole;
  changed.at(at)["unheard-of"] = 1;
  visit(changed, "more in " + at.to_string());
}

}  // namespace

void for_each_mutation(const json& value, const Visit& visit) {
  std::vector<json::json_pointer> places;
  collect(value, json::json_pointer(), places);
  for (const json::json_pointer& at : places) {
    mutate_members(value, at, visit);
    for (const json& replacement : replacements()) {
      json changed = value;
      changed[at] = replacement;
      visit(changed, at.to_string() + " = " + replacement.dump().substr(0, 40));
    }
  }
}
