#pragma once

#include <vector>

#include "core/model/object.h"
#include "core/model/stack.h"
#include "core/support/error.h"

namespace trimtab {

/// The objects so that each stands after all it needs, otherwise as they came. Needs of resources that have no objects
/// on this target are dropped. Fails with the way around each circle.
[[nodiscard]] Result<std::vector<Object>> ordered(std::vector<Object> objects, const Places* places);

}  // namespace trimtab
