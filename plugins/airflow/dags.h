#pragma once

#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::airflow {

/// What must be known of a directory of DAGs on this machine.
void ask_for_dags(const AskContext& context, Facts& facts);
/// Throws Problem when the DAGs cannot come from where the spec says.
void check_dags(const ExpandContext& context);
/// The directory that Airflow reads DAG files from, as resource text.
[[nodiscard]] std::string dags_folder(const ExpandContext& context);
/// What changes when the DAGs do, as far as that is known at plan.
[[nodiscard]] Json dags_identity(const ExpandContext& context);

}  // namespace trimtab::airflow
