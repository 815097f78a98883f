#pragma once

#include <vector>

#include "core/target/kubernetes/lower/scene.h"
#include "core/target/lowering_words.h"

namespace trimtab {

/// All objects of all resources, in their order, each with its needs inside the stack. Never throws.
[[nodiscard]] Result<std::vector<Object>> lower_all(KubeScene& scene);

/// An object whose desired state is a manifest. Name, namespace and labels are filled in.
[[nodiscard]] Object manifest_object(const Resource& resource, const KubeScene& scene, Value manifest,
                                     std::string_view part = {});

/// One per type of resource. Errors say what is wrong with the resource, without its name.
[[nodiscard]] Result<std::vector<Object>> lower_kube_volume(const Resource& resource, KubeScene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_kube_config(const Resource& resource, KubeScene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_kube_secret(const Resource& resource, KubeScene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_kube_endpoint(const Resource& resource, KubeScene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_kube_tree(const Resource& resource, KubeScene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_kube_task(const Resource& resource, KubeScene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_kube_workload(const Resource& resource, KubeScene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_kube_manifest(const Resource& resource, KubeScene& scene);

}  // namespace trimtab
