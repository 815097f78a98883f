#pragma once

#include <vector>

#include "core/target/kubernetes/lower/scene.h"

namespace trimtab {

/// What the user's `kubernetes:` block of the serving workload asks for around an endpoint: `service`, `ingress`.
void take_service_settings(const Value& block, Value& service);
/// The Ingress of an endpoint, where the block of its workload asks for one and the endpoint speaks http.
[[nodiscard]] std::vector<Object> ingress_of(const Resource& endpoint, const Resource& server, const KubeScene& scene);

/// Lets in the pods of the components that refer to an endpoint of the workload, those of its own component, and
/// everybody where it is opened to the outside. Asked for by `networkPolicy: true`.
[[nodiscard]] Object network_policy(const Resource& workload, KubeScene& scene);

}  // namespace trimtab
