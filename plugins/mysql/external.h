#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::mysql {

/// A server that exists already: nothing of it is made or changed but what its administrator makes for claims; without
/// one, each claim's login is tried.
void add_external(const ExpandContext& context, Expansion& expansion);

}  // namespace trimtab::mysql
