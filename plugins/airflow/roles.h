#pragma once

#include <string>
#include <vector>

#include <trimtab/plugin.hpp>

#include "environment.h"

namespace trimtab::airflow {

/// What every role of a component has in common.
struct Platform {
  const ExpandContext& context;
  const Environment& environment;

  [[nodiscard]] bool on_kubernetes() const { return environment.in_image(); }
  /// A port that a role listens on: in a cluster the usual one; on a machine the one that its `local` block fixes, or
  /// one near the usual one. `role` stands at `pointer` in the spec.
  [[nodiscard]] Endpoint endpoint(const std::string& name, int usual, const View& role,
                                  const std::string& pointer) const;
  /// How often health is asked: on a machine by the engine until it is there, in a cluster by the kubelet for ever.
  [[nodiscard]] std::string pace(const char* on_machine, const char* in_cluster) const {
    return on_kubernetes() ? in_cluster : on_machine;
  }
};

/// The values of `secretEnv` and `secretFiles`, one secret per place in the spec that has any.
void add_role_secrets(const ExpandContext& context, Expansion& expansion);

/// A role's workload: the environment variables, files and limits that all roles have. `field` is where the role stands
/// in the spec, "apiServer".
[[nodiscard]] Workload role_workload(const Platform& platform, const std::string& name, const std::string& field,
                                     std::vector<std::string> command);

/// api-server, scheduler, dag-processor, triggerer and, where asked for, flower.
[[nodiscard]] std::vector<Workload> core_roles(const Platform& platform, Expansion& expansion);
/// One workload per group of workers; none without the celery executor.
[[nodiscard]] std::vector<Workload> worker_roles(const Platform& platform, Expansion& expansion);

}  // namespace trimtab::airflow
