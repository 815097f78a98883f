#include <trimtab/plugin.hpp>

#include "nfs.h"

TRIMTAB_PLUGIN(TRIMTAB_PLUGIN_NAME, TRIMTAB_PLUGIN_VERSION, trimtab::nfs::Nfs)
