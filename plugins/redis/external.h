#pragma once

#include <trimtab/plugin.hpp>

#include "server.h"

namespace trimtab::redis {

/// What asks a server with its password; $0 client, $1 password file, $2 host, $3 port. The client exits 0 on every
/// reply, also on "NOAUTH" and on "LOADING".
extern const char* const ping;

/// A server that exists already: nothing is made but the question whether it answers to the password.
void add_external(const View& spec, const Server& client, Expansion& expansion);

}  // namespace trimtab::redis
