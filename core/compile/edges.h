#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/model/resource.h"
#include "core/model/stack.h"
#include "core/support/error.h"

namespace trimtab {

/// Adds the needs that stand in resources' text: each reference, what they use, and a component's `needs` as a full
/// barrier. Every name must exist: all that does not is added to `wrong`, with resource and plugin.
void draw_edges(const Stack& stack, const std::map<std::string, std::string>& plugin_of, std::span<Resource> resources,
                std::vector<Diagnostic>& wrong);

}  // namespace trimtab
