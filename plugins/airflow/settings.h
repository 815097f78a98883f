#pragma once

#include <map>
#include <string>
#include <vector>

#include <trimtab/plugin.hpp>

namespace trimtab::airflow {

/// What the spec's `executor` says, in order.
[[nodiscard]] std::vector<std::string> executors(const View& spec);
[[nodiscard]] bool uses(const View& spec, const std::string& executor);

/// What the spec's `dags` says where it names a directory of this machine.
[[nodiscard]] std::string directory_of_dags(const View& spec);
/// Throws Problem when there is none.
void check_dags(const ExpandContext& context);
/// The directory that Airflow reads DAG files from, as resource text.
[[nodiscard]] std::string dags_folder(const ExpandContext& context);

/// airflow.cfg: the user's settings and ours. Secrets stand in it as commands that read their files. Settings that
/// trimtab owns are refused in the user's part, each with the field to use instead.
void add_settings(const ExpandContext& context, Expansion& expansion);

}  // namespace trimtab::airflow
