#pragma once

#include <vector>

#include "core/compile/claims.h"
#include "core/compile/components.h"
#include "core/compile/voices.h"
#include "core/model/record.h"
#include "core/model/resource.h"
#include "core/plugin/plugins.h"

namespace trimtab {

/// What all components consist of, references to outputs resolved and patches applied.
struct Expansion {
  std::vector<Resource> resources;  ///< in the order of waves, then of the stack
  Value chosen = Value::object();
};

struct ExpansionInput {
  const KnownStack& known;
  const std::vector<Claim>& claims;
  const ComponentGraph& components;
  const Value& facts;
  const Record& record;
};

/// Wave by wave, each plugin once per wave with all of its components where they are not thousands; plugins of one wave
/// at the same time.
[[nodiscard]] Result<Expansion> expand(const ExpansionInput& input, Plugins& plugins, KindSchemas& schemas,
                                       Voices& voices);

}  // namespace trimtab
