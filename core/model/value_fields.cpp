#include "core/model/value_fields.h"

namespace trimtab {

const Value* found_at(const Value& value, const char* pointer) {
  const Value::json_pointer place(pointer);
  return value.contains(place) ? &value.at(place) : nullptr;
}

std::int64_t number_at(const Value& value, const char* pointer, std::int64_t otherwise) {
  const Value* found = found_at(value, pointer);
  return found != nullptr && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

std::string text_at(const Value& value, const char* pointer, const std::string& otherwise) {
  const Value* found = found_at(value, pointer);
  return found != nullptr && found->is_string() ? found->get<std::string>() : otherwise;
}

}  // namespace trimtab
