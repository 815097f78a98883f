#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::airflow {

/// Says what the schema allows and this target, or the chosen executor, cannot do: no field is ignored.
void check_spec(const ExpandContext& context, Expansion& expansion);

}  // namespace trimtab::airflow
