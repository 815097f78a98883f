#pragma once

#include "core/state/cluster/head.h"
#include "core/state/cluster/place.h"

namespace trimtab {

/// Removes the parts of this epoch and of earlier ones that the head does not name: of commits that did not happen, of
/// what fell out of the memory, of writers who were overtaken. Only for the writer whose head it is; were that one
/// overtaken without knowing, what the next one puts down for its first commit has a later epoch. What does not go now
/// goes the next time.
[[nodiscard]] Status collect(const ClusterPlace& place, const Head& head, std::uint64_t epoch);

/// Removes the memory: its head first, so that no half of it is ever taken for a whole. What is not there is success.
[[nodiscard]] Status forget(const ClusterPlace& place);

}  // namespace trimtab
