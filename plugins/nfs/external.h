#pragma once

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

/// A share that exists already, as pods mount it; of what lies there only a published directory is made.
void add_external(const ExpandContext& context, Expansion& expansion);

}  // namespace trimtab::nfs
