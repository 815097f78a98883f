#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::airflow {

/// Keys, passwords and connection strings; roles get the paths of their files.
void add_secrets(const ExpandContext& context, bool celery, Expansion& expansion);

}  // namespace trimtab::airflow
