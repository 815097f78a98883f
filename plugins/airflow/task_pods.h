#pragma once

#include <trimtab/plugin.hpp>

#include "roles.h"
#include "settings.h"

namespace trimtab::airflow {

/// Airflow's kubernetes executor: where it makes pods, and when it takes them away.
void add_executor_settings(const Platform& platform, Sections& sections);
/// The pod that every task's is made after.
[[nodiscard]] Config pod_template(const Platform& platform);

}  // namespace trimtab::airflow
