#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::mysql {

/// What both kinds of this plugin offer: a database and a user with rights on it alone.
[[nodiscard]] Capability sql_database();
/// `admin` of a server that is not made here.
[[nodiscard]] Schema administrator();

}  // namespace trimtab::mysql
