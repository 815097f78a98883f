#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/model/value.h"

namespace trimtab {

/// Where in a component's spec the user wrote what an API refuses: for ".spec.template.spec.containers[0].resources"
/// "/workers/kubernetes/resources". Looked for in `kubernetes:` blocks and below `from`, which explains the object;
/// nothing when none of it has that name.
[[nodiscard]] std::optional<std::string> blamed_field(const Value& spec, std::string_view from, std::string_view field);

}  // namespace trimtab
