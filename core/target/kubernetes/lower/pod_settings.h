#pragma once

#include "core/model/value.h"
#include "core/support/error.h"

namespace trimtab {

/// The user's `kubernetes:` block in a pod with one container, in Kubernetes' own names: lists add to what is there,
/// maps are merged, everything else replaces. A sidecar starts before the program and ends after it, also in a Job.
/// `selector` finds the pods of the workload, for spread constraints that name none; empty for a task.
[[nodiscard]] Status take_pod_settings(const Value& block, const Value& selector, Value& pod, Value& container);

/// The metadata of pods: the user's labels and annotations, and ours, which are not the user's to change.
[[nodiscard]] Value pod_metadata(const Value& block, const Value& labels);

/// Adds what the "restricted" Pod Security level wants of a container where it says nothing itself.
void restrict_container(Value& container);

}  // namespace trimtab
