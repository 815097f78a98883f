#pragma once

#include <cstdint>

#include "core/state/sqlite/database.h"

namespace trimtab {

/// Of the newest store this engine reads and writes.
inline constexpr std::int64_t schema_version = 1;
/// "trmt": marks the file as ours.
inline constexpr std::int64_t store_application_id = 0x74726d74;

/// False for a file in which nothing was ever committed. Throws Refusal for a newer schema, naming both versions, and
/// for a database that is not a store.
[[nodiscard]] bool has_schema(Database& database);
/// Brings the store to schema_version in one transaction. Call after has_schema.
void migrate(Database& database);
/// Damage when the structure of the file is not sound.
void check_structure(Database& database);

}  // namespace trimtab
