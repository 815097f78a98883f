#pragma once

#include <span>
#include <vector>

#include "core/model/resource.h"
#include "core/model/stack.h"
#include "core/support/error.h"

namespace trimtab {

/// Changes a component's resources as its `patches` say, by JSON merge patch. Patches speak the language of resources:
/// references in them count. One that matches nothing is added to `wrong`, with its place.
void apply_patches(const Stack& stack, const Component& component, std::span<Resource> resources,
                   std::vector<Diagnostic>& wrong);

}  // namespace trimtab
