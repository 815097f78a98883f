#pragma once

#include <vector>

#include "core/state/sqlite/database.h"
#include "core/state/store.h"

namespace trimtab {

/// Adds the rejection or replaces the one of the same digest.
void write_rejection(Database& database, const Rejection& rejection);
void forget_rejections(Database& database);
/// By digest.
[[nodiscard]] std::vector<Rejection> rejected(Database& database);

}  // namespace trimtab
