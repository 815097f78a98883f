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
