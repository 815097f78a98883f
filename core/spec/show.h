#pragma once

#include <string>
#include <vector>

#include "core/model/stack.h"

namespace trimtab {

/// A stack with everything filled in, and which of it nobody wrote.
struct ShownStack {
  Value value = Value::object();      ///< in the shape of a spec
  std::vector<std::string> defaults;  ///< JSON pointers into `value`: subtrees that a schema's default filled in
};

[[nodiscard]] ShownStack shown(const Stack& stack);

/// As YAML, each default marked by a comment.
[[nodiscard]] std::string to_yaml(const ShownStack& stack);

}  // namespace trimtab
