#pragma once

#include <string>

namespace trimtab::airflow {

/// Why the user cannot write a setting of Airflow, "use dags": trimtab does. Null for all others.
/// Also knows the forms `_cmd` and `_secret`, by which Airflow reads the same setting from elsewhere.
[[nodiscard]] const char* reason_against_setting(std::string section, std::string option);

/// The same for a variable of the environment: AIRFLOW__SECTION__OPTION, and what tells Airflow where its files are.
[[nodiscard]] const char* reason_against_variable(const std::string& variable);

/// Airflow's settings are found in any case.
[[nodiscard]] std::string lower_case(std::string text);

}  // namespace trimtab::airflow
