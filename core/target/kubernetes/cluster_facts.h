#pragma once

#include "core/model/fact.h"
#include "core/target/kubernetes/site.h"

namespace trimtab {

/// Whether a fact is about the cluster, and not about what lies on this machine.
[[nodiscard]] bool is_cluster_fact(const FactRequest& request);

/// `namespace` {}: {exists, pod_security}, the level that is enforced there.
/// `volume-claim` {name}: {exists, phase, access: [rwo, rwx, rox], size}, of one that somebody made.
/// `service-address` {endpoint}: {address}, of the service of an endpoint of the component that asks, or the one it can
/// have. Nodes do not know the names of services, so what a node connects to must be an address, known before.
[[nodiscard]] Result<Value> cluster_fact(const KubernetesSite& site, const FactRequest& request);

/// The address so many behind the first one of a range: 10.96.0.16 of 10.96.0.0.
[[nodiscard]] std::string address_after(const std::string& first, unsigned number);

}  // namespace trimtab
