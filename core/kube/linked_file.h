#pragma once

#include <string>

#include "core/support/disk.h"

namespace trimtab {

/// Reads a file by its real name: a kubeconfig is often a link that somebody's tool keeps, and the kubelet publishes
/// tokens and certificates by a link that it switches, so what is read is the file it leads to now.
[[nodiscard]] Result<std::string> read_linked(const Disk& disk, const Path& file, std::uint64_t limit);

}  // namespace trimtab
