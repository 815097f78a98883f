#pragma once

#include <optional>
#include <string>

#include "core/state/cluster/head.h"
#include "core/state/cluster/place.h"

namespace trimtab {

/// A head as it was found, and the version on which its replacement is conditional; empty: it is not there yet.
struct FoundHead {
  Head head;
  std::string version;
};

/// A newer trimtab wrote it in a way of its own: Errc::invalid.
[[nodiscard]] Result<FoundHead> find_head(const ClusterPlace& place);

/// The version it got. Errc::stale when it is not the one that was found any more.
[[nodiscard]] Result<std::string> write_head(const ClusterPlace& place, const Head& head, const std::string& version);

}  // namespace trimtab
