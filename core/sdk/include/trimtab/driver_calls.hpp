#pragma once

#include <functional>
#include <string>
#include <utility>

#include <trimtab/json.hpp>
#include <trimtab/resource_type.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// Turns the driver methods' JSON into calls of a ResourceType and back (schema/driver-*.json).
namespace door {

inline Json json_of(const Health& health) { return {{"state", health.state}, {"reason", health.reason}}; }

inline Json json_of(const Observed& observed) {
  Json drift = Json::array();
  for (const Drift& one : observed.drift)
    drift.push_back({{"path", one.path}, {"from", one.from}, {"to", one.to}, {"sensitive", one.sensitive}});
  return {{"exists", observed.exists},          {"ours", observed.ours},    {"owner", observed.owner}, {"drift", drift},
          {"health", json_of(observed.health)}, {"native", observed.native}};
}

inline Json desired_of(const Json& request, const char* member) {
  const auto found = request.find(member);
  return found == request.end() || found->is_null() ? Json() : found->at("desired");
}

inline Effect effect_of(const Json& request) {
  Effect effect;
  const bool gone = !request.contains("object") || request.at("object").is_null();
  effect.id = request.at(gone ? "before" : "object").at("id");
  effect.action = request.value("action", "");
  effect.desired = desired_of(request, "object");
  effect.before = desired_of(request, "before");
  effect.native = request.value("native", "");
  effect.operation = request.value("operation", "");
  effect.secrets = request.value("secrets", std::map<std::string, std::string>{});
  return effect;
}

inline Json observe_all(ResourceType& type, const Json& objects) {
  Json answers = Json::array();
  for (const Json& object : objects) {
    const Question question{desired_of(object, "desired"), desired_of(object, "recorded"), object.value("native", "")};
    answers.push_back(json_of(type.observe(question)));
  }
  return {{"v", 1}, {"objects", std::move(answers)}};
}

inline Json json_of(const Effected& effected) {
  return {{"v", 1}, {"native", effected.native}, {"text", effected.text}};
}

}  // namespace door

/// The first of the pair is false for a method that is none of the five.
inline std::pair<bool, Json> driver_call(const std::string& method, const Json& request,
                                         const std::function<ResourceType&(const std::string&)>& type_named) {
  const auto type = [&]() -> ResourceType& { return type_named(request.at("type")); };
  if (method == "observe") return {true, door::observe_all(type(), request.at("objects"))};
  if (method == "apply") return {true, door::json_of(type().apply(door::effect_of(request)))};
  if (method == "undo") return {true, door::json_of(type().undo(door::effect_of(request)))};
  if (method == "health")
    return {true, {{"v", 1}, {"health", door::json_of(type().health(door::desired_of(request, "object")))}}};
  if (method != "remove") return {false, {}};
  type().remove(door::effect_of(request));
  return {true, {{"v", 1}}};
}

}  // namespace sdk_v1
}  // namespace trimtab
