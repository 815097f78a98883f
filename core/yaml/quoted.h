#pragma once

#include <string>
#include <string_view>

namespace trimtab {

/// A text in double quotes, as YAML reads it. What printable() would not let through to a terminal is escaped, and
/// invalid UTF-8 replaced.
[[nodiscard]] std::string yaml_quoted(std::string_view text);

}  // namespace trimtab
