#pragma once

#include <string>

#include "core/model/value.h"
#include "core/support/error.h"
#include "core/yaml/document.h"

namespace trimtab {

/// A node and all below it as a value: quoted text is text, the rest is what YAML 1.2's core schema makes of it. A
/// number that JSON cannot hold stays text.
[[nodiscard]] Value value_of(const Document& document, NodeIndex node);

/// One document of YAML, or JSON, that nobody writes by hand, as a value. All that is wrong with it is the error; an
/// empty text is null. `name` is what messages call it.
[[nodiscard]] Result<Value> read_yaml(std::string name, std::string text);

}  // namespace trimtab
