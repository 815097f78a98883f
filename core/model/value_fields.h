#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/model/value.h"

namespace trimtab {

/// A field anywhere below a value, by its JSON pointer; null when there is none.
[[nodiscard]] const Value* found_at(const Value& value, const char* pointer);
/// The same, or what stands for it where there is none or it is of another type.
[[nodiscard]] std::int64_t number_at(const Value& value, const char* pointer, std::int64_t otherwise = 0);
[[nodiscard]] std::string text_at(const Value& value, const char* pointer, const std::string& otherwise = {});
/// The text itself, not a copy: as long as the value is not changed. Empty where there is none.
[[nodiscard]] std::string_view text_view_at(const Value& value, const char* pointer);
/// The same of a list or map: an empty one, which always lives, where there is none.
[[nodiscard]] const Value& list_at(const Value& value, const char* pointer);
[[nodiscard]] const Value& map_at(const Value& value, const char* pointer);

}  // namespace trimtab
