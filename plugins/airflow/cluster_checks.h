#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::airflow {

/// Tasks in pods of their own: where they run, and what they reach there. On a machine there are none.
void check_pods_of_tasks(const ExpandContext& context, Expansion& expansion);
/// A pod's own disk goes with it.
void check_logs(const View& spec, Expansion& expansion);
/// What an image brings along cannot be chosen beside it.
void check_packages(const View& spec, Expansion& expansion);

}  // namespace trimtab::airflow
