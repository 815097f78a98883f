#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/target/kubernetes/site.h"

namespace trimtab {

/// The worst of the pods of a controller (Deployment, StatefulSet, DaemonSet, Job), with its name in front: "worker-1:
/// main: ImagePullBackOff: …". Nothing for objects that have none.
[[nodiscard]] std::optional<Health> worst_pod(const KubernetesSite& site, const Value& controller);

/// How many of its pods have not ended; one that is being deleted counts until it is gone.
[[nodiscard]] Result<std::size_t> pods_left(const KubernetesSite& site, const Value& controller);

/// The last lines that each of its pods wrote, with its name in front where there are several, the worst one last; of
/// the container before, where that one has died.
[[nodiscard]] std::vector<std::string> log_of_pods(const KubernetesSite& site, const Value& controller,
                                                   std::size_t lines);

}  // namespace trimtab
