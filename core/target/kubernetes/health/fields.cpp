#include "core/target/kubernetes/health/fields.h"

#include "core/support/text.h"

namespace trimtab {
namespace {

const Value* found_at(const Value& object, const char* pointer) {
  const Value::json_pointer place(pointer);
  return object.contains(place) ? &object.at(place) : nullptr;
}

}  // namespace

std::int64_t number_at(const Value& object, const char* pointer, std::int64_t otherwise) {
  const Value* found = found_at(object, pointer);
  return found != nullptr && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

std::string text_at(const Value& object, const char* pointer, const std::string& otherwise) {
  const Value* found = found_at(object, pointer);
  return found != nullptr && found->is_string() ? found->get<std::string>() : otherwise;
}

bool has(const Value& object, const char* pointer) {
  const Value* found = found_at(object, pointer);
  return found != nullptr && !found->is_null();
}

std::string Condition::text() const {
  if (reason.empty() || message.empty()) return printable(reason + message);
  return printable(reason + ": " + message);
}

Condition condition(const Value& object, const char* type) {
  const Value* list = found_at(object, "/status/conditions");
  if (list == nullptr || !list->is_array()) return {};
  for (const Value& entry : *list) {
    if (text_at(entry, "/type") == type)
      return {text_at(entry, "/status"), text_at(entry, "/reason"), text_at(entry, "/message")};
  }
  return {};
}

}  // namespace trimtab
