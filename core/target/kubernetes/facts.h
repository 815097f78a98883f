#pragma once

#include <span>

#include "core/model/fact.h"
#include "core/target/kubernetes/site.h"

namespace trimtab {

/// facts[component][name] for every request: of the cluster (cluster_facts.h), and files, directories
/// and repositories as the machine that plans sees them. Of a directory its paths too, because a pod's volume names
/// them; one that no ConfigMap can hold is Errc::invalid.
[[nodiscard]] Result<Value> kubernetes_facts(const KubernetesSite& site, std::span<const FactRequest> requests);

}  // namespace trimtab
