#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::airflow {

/// What all roles run in: a Python environment on a machine, an image on Kubernetes.
struct Environment {
  std::string version;  ///< of Airflow
  std::string key;      ///< names the directory: equal locks on equal interpreters share one
  std::string image;    ///< empty on a machine

  [[nodiscard]] bool in_image() const { return !image.empty(); }
  /// A program of the environment: "airflow", "python".
  [[nodiscard]] std::string program(const std::string& name) const;
  /// A whole command, in an image below a first process that hands signals on and buries what is left behind.
  [[nodiscard]] std::vector<std::string> command(std::vector<std::string> words) const;
  /// AIRFLOW_HOME.
  [[nodiscard]] std::string home() const;
  /// PATH of everything that runs in it.
  [[nodiscard]] std::string path() const;
};

/// What must be known before an environment can be planned.
void ask_for_environment(const AskContext& context, Facts& facts);
/// Throws Problem when the version has no lock, or a program is missing.
[[nodiscard]] Environment planned_environment(const ExpandContext& context);
/// The directory, the lock and the task that installs it; the programs of ours that run in it.
void add_environment(const ExpandContext& context, const Environment& environment, Expansion& expansion);

}  // namespace trimtab::airflow
