#pragma once

#include <trimtab/plugin.hpp>

#include "environment.h"

namespace trimtab::airflow {

inline constexpr const char* newest_version = "3.3.2";
inline constexpr const char* home_in_image = "/opt/airflow";
/// The account that the official image has; its files belong to group 0, so that other accounts may use it too.
inline constexpr int account_in_image = 50000;
inline constexpr int group_in_image = 0;

/// The official image of the wanted version, or the user's. Throws Problem when nobody says which Airflow it holds.
[[nodiscard]] Environment environment_in_image(const ExpandContext& context);
/// Programs of ours that run in it.
[[nodiscard]] Config programs_in_image();
/// Where a task's command runs: nothing on a machine.
void put_into_image(Run& run, const Environment& environment, const View& spec);
/// The same for a role; `role` is its part of the spec.
void put_into_image(Workload& workload, const Environment& environment, const View& role);

}  // namespace trimtab::airflow
