#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/state/sqlite/database.h"
#include "core/state/store.h"

namespace trimtab {

/// Adds the revision and returns its number.
[[nodiscard]] std::uint64_t write_revision(Database& database, const Revision& revision, std::uint64_t run,
                                           WallTime now);
/// 0 when there is none.
[[nodiscard]] std::uint64_t last_revision(Database& database);
/// Newest first, without objects.
[[nodiscard]] std::vector<Revision> kept(Database& database);
/// Nothing when it is not kept.
[[nodiscard]] std::optional<Revision> kept_revision(Database& database, std::uint64_t number, bool with_objects);
/// Damage when the revision's list of objects is not the one that was written.
void check_list(Database& database, std::uint64_t number);
/// Forgets all but the newest kept_revisions; true when there were more.
[[nodiscard]] bool drop_old_revisions(Database& database);

}  // namespace trimtab
