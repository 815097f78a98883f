#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/target/kubernetes/site.h"

namespace trimtab {

/// Of a controller (Deployment, StatefulSet, DaemonSet, Job); none where they cannot be read.
[[nodiscard]] std::vector<Value> pods_of(const KubernetesSite& site, const Value& controller);
/// The container that is the program of a pod; others help it.
[[nodiscard]] std::string program_of(const Value& pod);

/// The worst of these pods, with its name in front: "worker-1: main: ImagePullBackOff: …". Nothing where there are none
/// but those that are being deleted.
[[nodiscard]] std::optional<Health> worst_of(const KubernetesSite& site, const std::vector<Value>& pods);
[[nodiscard]] std::optional<Health> worst_pod(const KubernetesSite& site, const Value& controller);

/// How many of its pods have not ended; one that is being deleted counts until it is gone.
[[nodiscard]] Result<std::size_t> pods_left(const KubernetesSite& site, const Value& controller);

/// The last lines that each of its pods wrote, with its name in front where there are several, the worst one last; of
/// the container before, where that one has died.
[[nodiscard]] std::vector<std::string> log_of_pods(const KubernetesSite& site, const Value& controller,
                                                   std::size_t lines);

}  // namespace trimtab
