#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

/// A server of our own in a cluster, with the published directory and the shares on its disk, as pods mount them.
void add_own(const ExpandContext& context, Expansion& expansion);

}  // namespace trimtab::nfs
