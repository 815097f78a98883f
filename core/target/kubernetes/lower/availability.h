#pragma once

#include <vector>

#include "core/target/kubernetes/lower/scene.h"

namespace trimtab {

/// How many copies there are, and what may happen to them: a PodDisruptionBudget from two on, one at a time unless
/// `pdb` says otherwise; an autoscaler where `autoscaling` asks for one. A budget that allows no eviction blocks the
/// drain of a node for ever and is refused.
[[nodiscard]] Result<std::vector<Object>> availability_of(const Resource& workload, const Object& controller,
                                                          const KubeScene& scene);

}  // namespace trimtab
