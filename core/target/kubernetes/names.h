#pragma once

#include <string>
#include <string_view>

#include "core/kube/client.h"
#include "core/model/id.h"
#include "core/model/object.h"
#include "core/model/value.h"

namespace trimtab {

/// What the cluster calls an object: stack-component-name[-part]; past 52 characters its first 43, "-" and 8 digits of
/// the id's digest. 52, because controllers put up to 11 characters of their own behind it and 63 is the limit of a
/// label. The stack's name is part of it: two stacks may share a namespace.
[[nodiscard]] std::string native_name(std::string_view stack, const Id& id);

/// Where an object is in the cluster, secrets and published directories too; a resource of a plugin's own type has no
/// kind there.
[[nodiscard]] KubeKey key_of_object(const Object& object);

/// The key of the Nth file, in the order of the paths, in the ConfigMap of a published directory: keys hold no slash.
[[nodiscard]] std::string tree_key(std::size_t number);

/// Labels of every object of a component (kubernetes.io's recommended set, and ours).
[[nodiscard]] Value labels_of(std::string_view stack, const Id& id);
/// What finds the pods of a workload: never changes, because a selector cannot.
[[nodiscard]] Value selector_of(std::string_view stack, const Id& workload);

/// Where things are mounted in every container, so that texts may say paths.
[[nodiscard]] std::string mounted_config(const Id& config);
[[nodiscard]] std::string mounted_secret(const Id& secret);
[[nodiscard]] std::string mounted_volume(const Id& volume);
[[nodiscard]] std::string mounted_tree(const Id& tree);

}  // namespace trimtab
