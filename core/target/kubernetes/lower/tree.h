#pragma once

#include "core/target/kubernetes/lower/scene.h"

namespace trimtab {

/// A pod's volume with a published directory: the ConfigMap of this version, its keys laid out as paths.
[[nodiscard]] Result<Value> tree_source(const Resource& tree, const KubeScene& scene);

}  // namespace trimtab
