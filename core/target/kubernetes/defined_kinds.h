#pragma once

#include <vector>

#include "core/kube/kinds.h"
#include "core/model/value.h"

namespace trimtab {

/// The kinds that a cluster has because of a manifest: one for each version that a CustomResourceDefinition serves;
/// none because of anything else. A server names them only a moment after it has the definition, and a plan is made
/// before that.
[[nodiscard]] std::vector<KubeKind> kinds_defined_by(const Value& manifest);

}  // namespace trimtab
