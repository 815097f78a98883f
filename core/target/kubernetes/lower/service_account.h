#pragma once

#include <optional>
#include <vector>

#include "core/target/kubernetes/lower/scene.h"

namespace trimtab {

/// Who a pod is to the cluster, where its block says so: `serviceAccount {create, name, annotations, token}`.
struct PodAccount {
  std::string name;
  bool token = false;  ///< whether its pods may talk to the API server
  bool create = true;
  Value annotations = Value::object();
};

/// Nothing where the block names none: the pod is the namespace's default account, without a token.
[[nodiscard]] std::optional<PodAccount> account_in(const Value& block, std::string_view stack,
                                                   std::string_view component);

/// Adds the ServiceAccount that a workload or task runs as, unless an earlier one of the component brought it; its
/// first object needs it. Two that want one account differently are an error.
[[nodiscard]] Status add_service_account(const Resource& resource, const Value& block, KubeScene& scene,
                                         std::vector<Object>& objects);

}  // namespace trimtab
