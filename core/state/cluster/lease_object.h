#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/state/cluster/place.h"
#include "core/state/lock_holder.h"

namespace trimtab {

/// A coordination.k8s.io/v1 Lease, as far as it is a lock.
struct LeaseObject {
  std::string identity;  ///< of the holder; empty: free
  std::optional<LockHolder> holder;
  std::uint64_t transitions = 0;  ///< how often it changed hands
  Duration length{0};             ///< how long it holds from its last renewal on
  std::string version;            ///< resourceVersion
  std::string uid;
};

[[nodiscard]] LeaseObject lease_object_from(const Value& lease);
/// As it is sent; `renewed` is for people and for other tools that look at leases.
[[nodiscard]] Value to_value(const LeaseObject& lease, const ClusterPlace& place, WallTime renewed);

}  // namespace trimtab
