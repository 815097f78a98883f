#pragma once

#include <cstdint>

#include "core/state/sqlite/database.h"

namespace trimtab {

/// Of the newest store this engine reads and writes.
inline constexpr std::int64_t schema_version = 2;
/// "trmt": marks the file as ours.
inline constexpr std::int64_t store_application_id = 0x74726d74;

/// Throws Refusal for a newer schema, naming both versions, and for a database that is not a store; Damage for a file
/// with nothing in it, because a store is made complete before it gets its name.
void check_schema(Database& database);
/// Brings the store, or a new file, to schema_version in one transaction.
void migrate(Database& database);
/// Damage when the structure of the file is not sound.
void check_structure(Database& database);

}  // namespace trimtab
