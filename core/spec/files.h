#pragma once

#include <cstdint>
#include <string>

#include "core/support/disk.h"

namespace trimtab {

/// A regular file's content, at most `limit` bytes. Symbolic links are followed: spec files are often mounted as links.
[[nodiscard]] Result<std::string> read_through_links(const Disk& disk, Path path, std::uint64_t limit);

}  // namespace trimtab
