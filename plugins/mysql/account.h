#pragma once

#include <trimtab/plugin.hpp>

#include "server.h"

namespace trimtab::mysql {

/// What each claim on the server becomes: a password, a login, a task that makes database and user, and outputs.
void add_accounts(const ExpandContext& context, const Server& server, Expansion& expansion);

}  // namespace trimtab::mysql
