#pragma once

#include <string>
#include <vector>

#include "core/model/health.h"
#include "core/model/value.h"

namespace trimtab {

/// Facts about the cluster that a rule needs beside the object itself.
struct HealthContext {
  /// Storage classes that bind a claim only when a pod uses it (volumeBindingMode WaitForFirstConsumer); such a claim
  /// is ready when it waits for its first pod.
  std::vector<std::string> binding_late;
  WallTime now{};
};

/// The health of an object as the API server shows it, by the rules of kstatus (sigs.k8s.io/cli-utils/pkg/kstatus) with
/// their known holes closed: a Job is ready when it is complete and not while it runs, a claim that waits for its first
/// pod is ready, an object of a kind that reports conditions is not ready before its controller has seen it, and an
/// update by hand (OnDelete) counts old pods as old. What is being deleted is starting to be gone: `stopped`.
[[nodiscard]] Health health_of(const Value& object, const HealthContext& context);

}  // namespace trimtab
