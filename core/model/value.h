#pragma once

#include <string>
#include <string_view>

#include "core/support/json.h"

namespace trimtab {

/// Any JSON value: a component's spec, a resource's body, an object's desired state. Keys are sorted.
using Value = nlohmann::json;

/// One step appended to a JSON pointer, escaped: ("/workers", "a/b") is "/workers/a~1b".
[[nodiscard]] std::string pointer_to(std::string_view parent, std::string_view key);
[[nodiscard]] std::string pointer_to(std::string_view parent, std::size_t index);

}  // namespace trimtab
