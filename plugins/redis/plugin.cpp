#include <trimtab/plugin.hpp>

#include "redis.h"

TRIMTAB_PLUGIN(TRIMTAB_PLUGIN_NAME, TRIMTAB_PLUGIN_VERSION, trimtab::redis::Redis)
