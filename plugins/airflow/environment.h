#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::airflow {

/// The Python environment all roles run in.
struct Environment {
  std::string version;  ///< of Airflow
  std::string key;      ///< names the directory: equal locks on equal interpreters share one

  /// A program of the environment: "airflow", "python".
  [[nodiscard]] std::string program(const std::string& name) const;
  /// PATH of everything that runs in it.
  [[nodiscard]] std::string path() const;
};

/// What must be known before an environment can be planned.
void ask_for_environment(const AskContext& context, Facts& facts);
/// Throws Problem when the version has no lock, or a program is missing.
[[nodiscard]] Environment planned_environment(const ExpandContext& context);
/// The directory, the lock and the task that installs it.
void add_environment(const ExpandContext& context, const Environment& environment, Expansion& expansion);

}  // namespace trimtab::airflow
