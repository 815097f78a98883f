#pragma once

#include "core/target/kubernetes/lower/scene.h"

namespace trimtab {

/// The pod of a workload or a task. `spec` is a workload's spec or a task's run: command, image, env, secret_env,
/// account, directory, ready, live, startup, stop. Runs under the "restricted" Pod Security level: an account that is
/// not root, no privileges, the runtime's system calls.
[[nodiscard]] Result<Value> pod_of(const Resource& resource, const Value& spec, KubeScene& scene,
                                   const PodPlace& place);

/// A probe as the kubelet runs it, in whole seconds; `threshold` failures in a row count.
[[nodiscard]] Result<Value> kubelet_probe(const Value& probe, KubeScene& scene, const PodPlace& place);

}  // namespace trimtab
