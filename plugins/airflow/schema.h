#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::airflow {

/// What a user may write for a component of this kind.
[[nodiscard]] Schema spec_schema();
/// Its part `workers`.
[[nodiscard]] Schema workers_schema();

}  // namespace trimtab::airflow
