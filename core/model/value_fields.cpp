#include "core/model/value_fields.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace trimtab {
namespace {

/// "~1" stands for "/" in a step of a JSON pointer, "~0" for "~".
std::string unescaped(std::string_view step) {
  std::string key;
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escape = step[i] == '~' && i + 1 < step.size();
    key += !escape ? step[i] : step[++i] == '1' ? '/' : '~';
  }
  return key;
}

const Value* element(const Value& array, std::string_view step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  const bool whole = error == std::errc() && end == step.data() + step.size();
  return whole && index < array.size() ? &array[index] : nullptr;
}

const Value* child(const Value& value, std::string_view step) {
  if (value.is_array()) return element(value, step);
  if (!value.is_object()) return nullptr;
  const auto found = step.contains('~') ? value.find(unescaped(step)) : value.find(step);
  return found == value.end() ? nullptr : &*found;
}

}  // namespace

// Of every object of a cluster some fields are looked up: making a json_pointer for each took longer than finding them.
const Value* found_at(const Value& value, const char* pointer) {
  const Value* here = &value;
  for (std::string_view rest(pointer); !rest.empty() && here != nullptr;) {
    const std::size_t end = std::min(rest.find('/', 1), rest.size());
    here = child(*here, rest.substr(1, end - 1));
    rest.remove_prefix(end);
  }
  return here;
}

std::int64_t number_at(const Value& value, const char* pointer, std::int64_t otherwise) {
  const Value* found = found_at(value, pointer);
  return found != nullptr && found->is_number_integer() ? found->get<std::int64_t>() : otherwise;
}

std::string text_at(const Value& value, const char* pointer, const std::string& otherwise) {
  const Value* found = found_at(value, pointer);
  return found != nullptr && found->is_string() ? found->get<std::string>() : otherwise;
}

std::string_view text_view_at(const Value& value, const char* pointer) {
  const Value* found = found_at(value, pointer);
  return found != nullptr && found->is_string() ? std::string_view(found->get_ref<const std::string&>()) : "";
}

const Value& list_at(const Value& value, const char* pointer) {
  static const Value none = Value::array();
  const Value* found = found_at(value, pointer);
  return found != nullptr && found->is_array() ? *found : none;
}

const Value& map_at(const Value& value, const char* pointer) {
  static const Value none = Value::object();
  const Value* found = found_at(value, pointer);
  return found != nullptr && found->is_object() ? *found : none;
}

}  // namespace trimtab
