#pragma once

#include <trimtab/plugin.hpp>

#include "access.h"

namespace trimtab::mysql {

/// What each claim on the server becomes: a password, a login, a task that makes database and user (where there is no
/// administrator: that tries the login), and outputs.
void add_accounts(const ExpandContext& context, const Access& access, Expansion& expansion);

}  // namespace trimtab::mysql
