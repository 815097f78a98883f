#include "core/plugin/plugin_driver.h"

#include <fmt/format.h>

#include <utility>

namespace trimtab {
namespace {

Value object_value(const Object* object) {
  if (object == nullptr) return nullptr;
  return {{"id", object->id.text()}, {"driver", object->driver}, {"desired", object->desired}};
}

Health health_of(const Value& value) {
  return {health_state_from(value.at("state").get<std::string>()).value_or(HealthState::unknown),
          value.value("reason", ""), std::nullopt};
}

Observed observed_of(const Value& value) {
  Observed observed;
  observed.exists = value.at("exists");
  observed.ours = value.value("ours", true);
  observed.owner = value.value("owner", "");
  observed.native = value.value("native", "");
  observed.health = health_of(value.at("health"));
  const Value drift = value.value("drift", Value::array());
  for (const Value& one : drift) {
    observed.drift.push_back({one.at("path"), one.at("from"), one.at("to"), one.value("sensitive", false)});
  }
  return observed;
}

}  // namespace

PluginDriver::PluginDriver(Door& door, const Wire& wire, PluginResourceType type, ReadSecret read_secret)
    : door_(door), wire_(wire), type_(std::move(type)), read_secret_(std::move(read_secret)) {}

Result<Value> PluginDriver::call(const std::string& method, Value request, const char* reply) {
  request["v"] = 1;
  request["type"] = type_.name;
  TRIMTAB_TRY(Value answer, door_.call(method, request));
  const Status checked = wire_.check(reply, answer);
  if (!checked) return std::unexpected(within("plugin " + type_.plugin + ": " + method, checked.error()));
  return answer;
}

Result<std::vector<Observed>> PluginDriver::observe(std::span<const Question> questions) {
  Value objects = Value::array();
  for (const Question& question : questions) {
    const Recorded* recorded = question.recorded;
    objects.push_back({{"desired", object_value(question.desired)},
                       {"recorded", object_value(recorded != nullptr ? &recorded->object : nullptr)},
                       {"native", recorded != nullptr ? recorded->native : ""}});
  }
  TRIMTAB_TRY(const Value reply, call("observe", {{"objects", std::move(objects)}}, "observe-reply"));
  const Value& answers = reply.at("objects");
  if (answers.size() != questions.size()) {
    return fail(Errc::invalid, "E0217",
                fmt::format("plugin {}: observe: {} objects were asked for, {} are answered", type_.plugin,
                            questions.size(), answers.size()),
                "report this to the author of the plugin");
  }
  std::vector<Observed> list;
  for (const Value& answer : answers) list.push_back(observed_of(answer));
  return list;
}

Result<Value> PluginDriver::effect_request(const Effect& effect) const {
  Value secrets = Value::object();
  for (const std::string& property : type_.secrets) {
    if (effect.desired == nullptr) break;
    const auto path = effect.desired->desired.find(property);
    if (path == effect.desired->desired.end() || !path->is_string()) continue;
    TRIMTAB_TRY(secrets[property], read_secret_(path->get<std::string>()));
  }
  return Value{{"action", to_text(effect.action)},      {"object", object_value(effect.desired)},
               {"before", object_value(effect.before)}, {"native", effect.native},
               {"operation", effect.operation},         {"secrets", std::move(secrets)}};
}

Result<Effected> PluginDriver::effected(const std::string& method, const Effect& effect) {
  TRIMTAB_TRY(Value request, effect_request(effect));
  TRIMTAB_TRY(const Value reply, call(method, std::move(request), "effect-reply"));
  return Effected{reply.value("native", ""), reply.value("text", "")};
}

Result<Effected> PluginDriver::apply(const Effect& effect) { return effected("apply", effect); }

Result<Effected> PluginDriver::undo(const Effect& effect) { return effected("undo", effect); }

Status PluginDriver::remove(const Effect& effect) {
  TRIMTAB_TRY(Value request, effect_request(effect));
  TRIMTAB_CHECK(call("remove", std::move(request), "remove-reply"));
  return {};
}

Result<Health> PluginDriver::health(const Object& object) {
  TRIMTAB_TRY(const Value reply, call("health", {{"object", object_value(&object)}}, "health-reply"));
  return health_of(reply.at("health"));
}

std::vector<std::string> PluginDriver::last_words(const Object& /*object*/, std::size_t /*lines*/) { return {}; }

}  // namespace trimtab
