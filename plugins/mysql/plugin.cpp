#include <trimtab/plugin.hpp>

#include "cloudsql.h"
#include "mysql.h"

TRIMTAB_PLUGIN(TRIMTAB_PLUGIN_NAME, TRIMTAB_PLUGIN_VERSION, trimtab::mysql::Mysql, trimtab::mysql::CloudSqlProxy)
