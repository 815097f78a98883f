#include "core/target/lowering_words.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <set>

#include "core/support/text.h"

namespace trimtab {
namespace {

// Stands for a kept `@{previous:KEY}` while the text around it is replaced: no text of a spec holds these bytes.
constexpr char keep_begin = '\x01';
constexpr char keep_end = '\x02';

/// What was kept becomes references again; everything else is made inert, because the driver substitutes once more.
std::string with_kept(const std::string& replaced) {
  std::string text = escape_references(replaced);
  for (char& c : text) {
    if (c == keep_end) c = '}';
  }
  const std::string begin = "@{previous:";
  for (auto at = text.find(keep_begin); at != std::string::npos; at = text.find(keep_begin, at + begin.size())) {
    text.replace(at, 1, begin);
  }
  return text;
}

Result<std::vector<Object>> formed(const Resource& resource,
                                   const std::function<Result<std::vector<Object>>(const Resource&)>& lower) {
  try {
    return lower(resource);
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::invalid, "E0729", std::string("it does not have the form of its type: ") + error.what());
  }
}

}  // namespace

Object object_of(const Resource& resource, std::string driver, std::string_view part) {
  Object object;
  object.id = Id(resource.id.component(), resource.id.type(), resource.id.name(), part);
  object.driver = std::move(driver);
  for (const Id& need : resource.needs) {
    if (need.type() != "slot") object.needs.push_back(need);  // a slot has no objects that could be waited for
  }
  object.from = resource.from;
  object.summary = resource.summary;
  return object;
}

Result<std::vector<Object>> lower_each(std::span<const Resource> resources,
                                       const std::function<Result<std::vector<Object>>(const Resource&)>& lower) {
  std::vector<Object> objects;
  std::vector<Diagnostic> wrong;
  for (const Resource& resource : resources) {
    auto made = formed(resource, lower);
    if (made) {
      std::move(made->begin(), made->end(), std::back_inserter(objects));
      continue;
    }
    for (Diagnostic& diagnostic : made.error().diagnostics) {
      diagnostic.what = resource.id.text() + ": " + diagnostic.what;
      wrong.push_back(std::move(diagnostic));
    }
  }
  if (!wrong.empty()) return fail(Errc::invalid, std::move(wrong));
  return objects;
}

Status describe_task(const Resource& task, Object& object) {
  const auto back = task_back_from(task.spec.value("back", std::string("keep")));
  if (!back) return fail(Errc::invalid, "E0737", "back is rerun, undo, keep or none");
  object.back = *back;
  for (const Value& name : task.spec.value("while_down", Value::array())) {
    TRIMTAB_TRY(const Id id, named_resource(name.get<std::string>(), task.id.component()));
    object.while_down.push_back(id);
  }
  TRIMTAB_TRY(const std::int64_t timeout, milliseconds(task.spec.at("run"), "timeout", 600'000));
  object.timeout = Duration(timeout);
  if (object.summary.empty()) object.summary = task.spec.value("description", std::string());
  return {};
}

Value with_settings_of(Value command, const Value& run, std::initializer_list<const char*> settings) {
  for (const char* key : {"env", "secret_env"}) {
    Value merged = run.value(key, Value::object());
    merged.update(command.value(key, Value::object()));
    command[key] = std::move(merged);
  }
  for (const char* key : settings) {
    if (!command.contains(key) && run.contains(key)) command[key] = run.at(key);
  }
  return command;
}

Result<Value> with_previous(const Value& undo, const Object* before) {
  const Value inputs = before != nullptr ? before->desired.value("inputs", Value::object()) : Value::object();
  return substituted(undo, [&](const Reference& reference) -> Result<std::string> {
    const auto found = inputs.find(reference.name);
    if (found == inputs.end()) {
      return fail(Errc::failed, "E0760",
                  to_text(reference) + ": nothing was done before it that could be gone back to");
    }
    return found->is_string() ? found->get<std::string>() : found->dump();
  });
}

const Value& target_facts_in(const Value& facts) {
  static const Value none = Value::object();
  if (!facts.is_object()) return none;
  const auto found = facts.find("@target");
  return found == facts.end() ? none : *found;
}

std::unexpected<Error> misfit(const Reference& reference, const std::string& why) {
  return fail(Errc::invalid, "E0727", to_text(reference) + ": " + why);
}

Result<std::int64_t> port_number(const Value& port) {
  if (port.is_number_integer()) return port.get<std::int64_t>();
  const auto& text = port.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem == std::errc{} && end == text.data() + text.size() && number > 0 && number < 65536) return number;
  return fail(Errc::invalid, "E0736", "\"" + text + "\" is not a port");
}

Result<Id> named_resource(const std::string& text, std::string_view component) {
  const std::vector<std::string> steps = split(text, '/');
  if (steps.size() == 2) return Id(component, steps[0], steps[1]);
  if (const auto id = Id::parse(text)) return *id;
  return fail(Errc::invalid, "E0734", "\"" + text + "\" does not name a resource");
}

Result<std::vector<Id>> referred_ids(const Value& texts, std::string_view component) {
  std::set<Id> ids;
  const auto visit = [&](const Reference& reference) -> Status {
    const std::string_view owner = reference.component.empty() ? component : std::string_view(reference.component);
    ids.emplace(owner, reference.type == "value" ? "secret" : reference.type, reference.name);
    return {};
  };
  TRIMTAB_CHECK(for_each_reference(texts, visit));
  return std::vector<Id>(ids.begin(), ids.end());
}

Result<std::int64_t> milliseconds(const Value& spec, const char* key, std::int64_t otherwise) {
  const auto found = spec.find(key);
  if (found == spec.end()) return otherwise;
  const auto& text = found->get_ref<const std::string&>();
  if (const auto duration = parse_duration(text)) return duration->count();
  return fail(Errc::invalid, "E0735", std::string(key) + ": \"" + text + "\" is not a duration");
}

std::string slot_key(std::string_view component, std::string_view slot) {
  return std::string(component) + "/" + std::string(slot);
}

SlotRequest slot_request(const Resource& slot) {
  const Value range = slot.spec.value("range", Value::array({0, 0}));
  SlotRequest request;
  request.key = slot_key(slot.id.component(), slot.id.name());
  request.pool = std::string(slot.id.component()) + "/" + slot.spec.value("pool", std::string("index"));
  request.first = range.at(0).get<std::int64_t>();
  request.last = range.at(1).get<std::int64_t>();
  request.prefer = slot.spec.value("prefer", request.first);
  request.from = slot.from;
  return request;
}

std::string kept_previous(const std::string& key) { return keep_begin + key + keep_end; }

void restore_previous(Value& value) {
  if (value.is_string()) value = with_kept(value.get<std::string>());
  if (value.is_structured()) {
    for (Value& member : value) restore_previous(member);
  }
}

}  // namespace trimtab
