#pragma once

#include <set>
#include <vector>

#include "core/state/cluster/head.h"
#include "core/state/cluster/shelf.h"

namespace trimtab {

/// What the head itself says of it.
[[nodiscard]] Revision headline_of(const HeadRevision& kept);
/// Without its objects.
[[nodiscard]] Result<Revision> read_revision(const HeadRevision& kept, Shelf& shelf);
[[nodiscard]] Result<std::vector<Object>> read_objects(const HeadRevision& kept, Shelf& shelf);
/// Puts it on the shelf and adds it to the head, which then keeps the ten newest. `revision.number`, `run` and `at` are
/// set.
[[nodiscard]] Status store_revision(const Revision& revision, Shelf& shelf, const std::set<Stored>& there, Head& head);

}  // namespace trimtab
