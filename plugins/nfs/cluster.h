#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

[[nodiscard]] Facts wanted_of_cluster(const View& spec, Facts facts);
/// In a cluster: a share that exists already, or a server of our own, with the volumes by which pods mount it; and the
/// published directory on it.
void add_in_cluster(const ExpandContext& context, Expansion& expansion);

}  // namespace trimtab::nfs
