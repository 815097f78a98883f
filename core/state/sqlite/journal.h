#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/state/sqlite/database.h"
#include "core/state/store.h"

namespace trimtab {

/// Adds intents under the writer's epoch.
void write_intents(Database& database, std::span<const Operation> operations, std::uint64_t epoch);
/// Records outcomes and what they mean for the inventory.
void write_outcomes(Database& database, std::uint64_t run, std::span<const Settlement> settlements);
/// In the order of their numbers.
[[nodiscard]] std::vector<Operation> journal(Database& database, std::uint64_t run);
/// How many effects of the run may or may not have happened.
[[nodiscard]] std::size_t open_intents(Database& database, std::uint64_t run);

}  // namespace trimtab
