#pragma once

#include <optional>

#include "core/compile/components.h"
#include "core/model/desired.h"
#include "core/model/record.h"
#include "core/model/stack.h"
#include "core/plugin/plugins.h"
#include "core/spec/kind_schema.h"
#include "core/target/target.h"

namespace trimtab {

struct CompileInput {
  Stack stack;
  const Record& record;        ///< slots and chosen defaults that stay; versions that continue
  std::optional<Value> facts;  ///< instead of looking at the world
};

/// From a stack to the objects that its target shall hold. Looks at the world only for facts; the rest is pure: the
/// same stack, record, facts and plugins give the same bytes. The schemas are those of the plugins' kinds.
[[nodiscard]] Result<Desired> compile(CompileInput input, Plugins& plugins, KindSchemas& schemas, Target& target);

/// The checks that need no facts: kinds, claims and circles between components. For `validate` and `graph`.
[[nodiscard]] Result<ComponentGraph> check_components(const Stack& stack, KindSchemas& schemas);

}  // namespace trimtab
