#pragma once

#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::nfs {

/// Where the versions of the published directory lie, and how a pod gets there.
struct Place {
  std::string directory;  ///< text
  std::string image;
  Json affinity;         ///< where the pod must run; null: anywhere
  bool as_root = false;  ///< else as nobody
};

/// Copies the version that is wanted beside the others and switches one link, "current", to it.
[[nodiscard]] Task publish(const ExpandContext& context, const Place& place);

}  // namespace trimtab::nfs
