#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/model/value.h"
#include "core/state/sqlite/database.h"

namespace trimtab {

/// Single values of a store: uid, stack, epoch, chosen, slots, and what is known of each table. Absent is "".
[[nodiscard]] std::string setting(Database& database, const std::string& name);
void set_setting(Database& database, const std::string& name, const std::string& value);

/// The same for numbers; absent is 0.
[[nodiscard]] std::uint64_t number_setting(Database& database, const std::string& name);
void set_setting(Database& database, const std::string& name, std::uint64_t value);

/// The same for JSON objects; absent is {}.
[[nodiscard]] Value value_setting(Database& database, const std::string& name);
void set_setting(Database& database, const std::string& name, const Value& value);

/// JSON of what the store itself wrote; the same text for equal values.
[[nodiscard]] std::string stored_text(const Value& value);

/// The newest row of a table that only grows and drops its oldest: without it, a page that was lost would look like a
/// younger stack.
struct Newest {
  std::uint64_t number = 0;  ///< 0: there is no row
  std::uint32_t seal = 0;
};
[[nodiscard]] Newest newest(Database& database, const std::string& table);
void set_newest(Database& database, const std::string& table, const Newest& newest);

using Slots = std::map<std::string, std::int64_t>;

}  // namespace trimtab
