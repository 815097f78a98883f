#pragma once

#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

/// The published directory. Throws a Problem when it is not there.
void add_tree(const ExpandContext& context, Expansion& expansion);
/// Throws a Problem when a claim's `subdir` leads out of what it claims.
[[nodiscard]] std::string checked_subdir(const Claim& claim);

/// Whether a claim wants to write.
[[nodiscard]] bool is_writable(const Claim& claim);

}  // namespace trimtab::nfs
