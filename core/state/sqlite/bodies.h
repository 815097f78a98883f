#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/model/object.h"
#include "core/state/sqlite/database.h"

namespace trimtab {

/// The number under which exactly this object is stored; stores it when it is new.
[[nodiscard]] std::int64_t body_of(Database& database, const Object& object);
[[nodiscard]] std::optional<std::int64_t> body_of(Database& database, const std::optional<Object>& object);

[[nodiscard]] Object body(Database& database, std::int64_t number);
[[nodiscard]] std::optional<Object> body(Database& database, std::optional<std::int64_t> number);

/// Columns of `bodies` in the order in which object_in reads them, for joins that name the table `b`.
#define TRIMTAB_BODY_COLUMNS "b.number, b.digest, b.id, b.state, b.json, b.seal"
/// The object in these columns, which start at `first`. Damage when they do not fit their seal.
[[nodiscard]] Object object_in(const SQLite::Statement& row, int first);
/// The same in two steps: its text, valid until the next row, and what the text says. The second may be done elsewhere.
[[nodiscard]] std::string_view sealed_json(const SQLite::Statement& row, int first);
[[nodiscard]] Object object_from(std::string_view json);

/// Forgets what no revision, journal entry or inventory row names any more.
void drop_unused_bodies(Database& database);

}  // namespace trimtab
