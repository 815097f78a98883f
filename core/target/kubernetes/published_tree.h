#pragma once

#include "core/model/object.h"
#include "core/support/disk.h"

namespace trimtab {

/// The ConfigMap of a published directory. What is published is what was planned: Errc::stale when the source moved
/// since.
[[nodiscard]] Result<Value> published_tree(const Disk& disk, const Object& tree);

}  // namespace trimtab
