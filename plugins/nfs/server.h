#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

/// The NFS server, which needs root: without it a warning says what still works. True when there is one.
bool add_server(const ExpandContext& context, Expansion& expansion);

}  // namespace trimtab::nfs
