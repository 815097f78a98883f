#include "core/model/object.h"

#include "core/model/words.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

constexpr Words<TaskBack, 4> backs{{"rerun", "undo", "keep", "none"}};

Value texts(const std::vector<Id>& ids) {
  Value list = Value::array();
  for (const Id& id : ids) list.push_back(id.text());
  return list;
}

std::vector<Id> ids(const Value& json, const char* key) {
  std::vector<Id> list;
  const auto found = json.find(key);
  if (found == json.end()) return list;
  for (const auto& text : *found) {
    auto id = Id::parse(text.get_ref<const std::string&>());
    if (!id) throw nlohmann::json::other_error::create(501, "not an id: " + text.get<std::string>(), nullptr);
    list.push_back(std::move(*id));
  }
  return list;
}

}  // namespace

std::string to_text(TaskBack back) { return backs.text(back); }
std::optional<TaskBack> task_back_from(std::string_view text) { return backs.value(text); }

std::string Object::digest() const { return sha256(driver + '\n' + canonical_json(desired)); }

// Members at their default are left out: a stack of 100,000 objects is stored as what differs.
void to_json(Value& json, const Object& object) {
  json = Value{{"id", object.id.text()}, {"driver", object.driver}, {"desired", object.desired}};
  if (!object.needs.empty()) json["needs"] = texts(object.needs);
  if (!object.from.empty()) json["from"] = object.from;
  if (!object.summary.empty()) json["summary"] = object.summary;
  if (object.protect) json["protect"] = true;
  if (object.retain) json["retain"] = true;
  if (object.back != TaskBack::keep) json["back"] = to_text(object.back);
  if (!object.while_down.empty()) json["while_down"] = texts(object.while_down);
  if (object.timeout) json["timeout_ms"] = object.timeout->count();
}

void from_json(const Value& json, Object& object) {
  auto id = Id::parse(json.at("id").get_ref<const std::string&>());
  if (!id) throw nlohmann::json::other_error::create(501, "not an id", nullptr);
  object.id = std::move(*id);
  object.driver = json.at("driver").get<std::string>();
  object.desired = json.at("desired");
  object.needs = ids(json, "needs");
  object.from = json.value("from", std::string());
  object.summary = json.value("summary", std::string());
  object.protect = json.value("protect", false);
  object.retain = json.value("retain", false);
  object.back = task_back_from(json.value("back", std::string("keep"))).value_or(TaskBack::none);
  object.while_down = ids(json, "while_down");
  object.timeout.reset();
  if (json.contains("timeout_ms")) object.timeout = Duration(json.at("timeout_ms").get<std::int64_t>());
}

}  // namespace trimtab
