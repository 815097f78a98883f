#pragma once

#include <vector>

#include "core/model/object.h"
#include "core/model/stack.h"
#include "core/support/error.h"

namespace trimtab {

/// Changes the manifests of lowered objects as `patches` with a kind in front say ("StatefulSet/prod-airflow-worker"),
/// last of all; the object's summary says so. Errc::invalid, with places, for one that matches nothing, that does not
/// fit, or that would make it another object.
[[nodiscard]] Status apply_object_patches(const Stack& stack, std::vector<Object>& objects);

}  // namespace trimtab
