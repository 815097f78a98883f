#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/model/record.h"
#include "core/state/sqlite/database.h"

namespace trimtab {

/// The objects of the stack. Damage when a row, or the rows as a whole, are not what was written.
[[nodiscard]] std::map<Id, Recorded> inventory(Database& database);
/// Compared with a revision: see Store::since_revision.
[[nodiscard]] std::map<Id, std::optional<Object>> inventory_since(Database& database, std::uint64_t revision);

/// Changes of the inventory inside one transaction; `finish` before the commit.
class InventoryChange {
 public:
  explicit InventoryChange(Database& database);

  void put(const Id& id, std::int64_t body, const std::string& native, std::uint64_t run);
  void drop(const Id& id);
  void finish();

 private:
  Database& database_;
  /// Sum of the seals of all rows, so that a row that vanished or came back is noticed.
  std::uint32_t sum_;
};

/// Objects whose state is the revision's take over the rest of it: needs, summary, protect, …
void adopt_descriptions(Database& database, std::uint64_t revision);

}  // namespace trimtab
