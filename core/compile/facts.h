#pragma once

#include <optional>
#include <vector>

#include "core/compile/claims.h"
#include "core/compile/voices.h"
#include "core/model/fact.h"
#include "core/plugin/plugins.h"
#include "core/target/target.h"

namespace trimtab {

/// What all components want to know; each plugin is asked once about all of its components.
[[nodiscard]] Result<std::vector<FactRequest>> ask(const KnownStack& known, Plugins& plugins, Voices& voices);
/// The answers, with the target's own under "@target". Looks at the world.
[[nodiscard]] Result<Value> observe_facts(const std::vector<FactRequest>& requests, Target& target);

}  // namespace trimtab
