#pragma once

#include <string>
#include <vector>

#include <trimtab/plugin.hpp>

#include "server.h"

namespace trimtab::mysql {

/// Adds one error for each option of `config` that is not the user's to set, and for a charset and collation that do
/// not go together.
void check_settings(const View& spec, const Server& server, Expansion& expansion);

/// The server's configuration file.
[[nodiscard]] std::string my_cnf(const View& spec, const Server& server);

/// Those options of the user that shape a data directory while it is made, as arguments.
[[nodiscard]] std::vector<std::string> initial_options(const View& spec);

}  // namespace trimtab::mysql
