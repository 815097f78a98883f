#pragma once

#include <string>

#include "core/support/json.h"

namespace trimtab {

/// A value as programs read it, on what may be a terminal: two spaces a level, and everything beyond printable ASCII
/// escaped, so that none of it acts there. Invalid UTF-8 is replaced. Ends in a line end.
[[nodiscard]] std::string json_text(const nlohmann::json& value);

}  // namespace trimtab
