#pragma once

#include <span>
#include <vector>

#include "core/model/resource.h"
#include "core/model/stack.h"
#include "core/support/error.h"

namespace trimtab {

/// Changes a component's resources as its `patches` say. They speak the language of resources: references in them
/// count. One that matches nothing or does not fit is added to `wrong`, with its place. Patches of objects are left.
void apply_patches(const Stack& stack, const Component& component, std::span<Resource> resources,
                   std::vector<Diagnostic>& wrong);

[[nodiscard]] Result<Value> patched(Value value, const Patch& patch);
/// A patch, by its number, that changes nothing of what there is by name, or does not fit what it changes.
[[nodiscard]] Diagnostic unmatched(const Stack& stack, const Component& component, std::size_t number,
                                   const std::vector<std::string>& names);
[[nodiscard]] Diagnostic unfit(const Stack& stack, const Component& component, std::size_t number,
                               const std::string& why);

}  // namespace trimtab
