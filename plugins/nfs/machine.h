#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

/// On one machine: the published directory, and a server where there is root.
void add_on_machine(const ExpandContext& context, Expansion& expansion);

}  // namespace trimtab::nfs
