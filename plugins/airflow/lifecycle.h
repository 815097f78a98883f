#pragma once

#include <vector>

#include <trimtab/plugin.hpp>

#include "roles.h"

namespace trimtab::airflow {

/// The schema of the database, made or moved before any role starts; moved back by the newer version's own downgrade.
[[nodiscard]] Task migration(const Platform& platform, const std::vector<Workload>& roles);
/// The DAG that proves a change, after all roles.
[[nodiscard]] Task smoke_test(const Platform& platform, const std::vector<Workload>& roles);

}  // namespace trimtab::airflow
