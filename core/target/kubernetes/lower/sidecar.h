#pragma once

#include "core/target/kubernetes/lower/scene.h"

namespace trimtab {

/// A workload that is no pod of its own: it runs in the pods of whoever speaks of an endpoint that it serves.
[[nodiscard]] bool is_sidecar(const Resource& workload);

/// The sidecars that a pod of `resource` needs, by what its texts, and the configs and secrets they mount, speak of.
[[nodiscard]] Result<std::vector<const Resource*>> sidecars_of(const Resource& resource, const Value& spec,
                                                               KubeScene& scene);

/// Puts them into the pod: started before its own containers, ended after them, also where these end by themselves.
[[nodiscard]] Status add_sidecars(const Resource& resource, const Value& spec, KubeScene& scene, Value& pod);

/// What must be there before a pod with these sidecars, as needs of the object that makes it.
[[nodiscard]] Status need_sidecars(const Resource& resource, const Value& spec, KubeScene& scene, Object& object);

}  // namespace trimtab
