#include "core/target/lowering_words.h"

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
  const std::string& text = found->get_ref<const std::string&>();
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
