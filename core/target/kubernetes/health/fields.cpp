#include "core/target/kubernetes/health/fields.h"

#include "core/support/text.h"

namespace trimtab {

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
