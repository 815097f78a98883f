#include <trimtab/plugin.hpp>

#include "airflow.h"

TRIMTAB_PLUGIN(TRIMTAB_PLUGIN_NAME, TRIMTAB_PLUGIN_VERSION, trimtab::airflow::Airflow)
