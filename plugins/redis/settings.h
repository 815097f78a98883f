#pragma once

#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::redis {

/// Adds one error for each option of `config` that is not the user's to set.
void check_settings(const View& spec, Expansion& expansion);

/// The server's configuration file. The password stands in a file of its own that this one includes.
[[nodiscard]] std::string redis_conf(const View& spec);

}  // namespace trimtab::redis
