#pragma once

#include <vector>

#include "core/target/local/lower/scene.h"
#include "core/target/lowering_words.h"

namespace trimtab {

/// The objects of one resource. Errors say what is wrong with the resource, without its name.
[[nodiscard]] Result<std::vector<Object>> lower_resource(const Resource& resource, Scene& scene);

/// All of them, in the order of the resources. Never throws.
[[nodiscard]] Result<std::vector<Object>> lower_all(Scene& scene);

/// One per type of resource.
[[nodiscard]] Result<std::vector<Object>> lower_volume(const Resource& resource, Scene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_config(const Resource& resource, Scene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_secret(const Resource& resource, Scene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_endpoint(const Resource& resource, Scene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_tree(const Resource& resource, Scene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_task(const Resource& resource, Scene& scene);
[[nodiscard]] Result<std::vector<Object>> lower_workload(const Resource& resource, Scene& scene);

}  // namespace trimtab
