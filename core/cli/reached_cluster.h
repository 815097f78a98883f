#pragma once

#include <future>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>

#include "core/target/kubernetes/kubernetes_target.h"

namespace trimtab {

/// A cluster that is reached by another thread: the plugins are loaded meanwhile. Who drops it before it was asked for
/// gives it up.
class ReachedCluster {
 public:
  /// The seams outlive it.
  ReachedCluster(std::string stack, Value settings, KubernetesCaller caller, const Seams& seams)
      : target_(std::async(std::launch::async, [=, stop = stop_.get_token(), caller = std::move(caller)]() mutable {
          caller.stop = std::move(stop);
          return KubernetesTarget::open(stack, settings, std::move(caller), seams);
        })) {}
  ~ReachedCluster() {
    if (target_.valid()) stop_.request_stop();
  }
  ReachedCluster(const ReachedCluster&) = delete;
  ReachedCluster& operator=(const ReachedCluster&) = delete;

  /// Once.
  [[nodiscard]] Result<std::unique_ptr<KubernetesTarget>> get() { return target_.get(); }

 private:
  std::stop_source stop_;
  std::future<Result<std::unique_ptr<KubernetesTarget>>> target_;
};

}  // namespace trimtab
