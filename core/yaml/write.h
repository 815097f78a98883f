#pragma once

#include <string>

#include "core/model/value.h"

namespace trimtab {

/// One document in block style that every reader of YAML 1.1 and 1.2 takes for this value: text that could be read as
/// something else is in quotes. Ends in a line end; without "---".
[[nodiscard]] std::string to_yaml(const Value& value);

}  // namespace trimtab
