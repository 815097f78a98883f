#include "core/state/sqlite/inventory.h"

#include <fmt/format.h>

#include <vector>

#include "core/state/seal.h"
#include "core/state/sqlite/bodies.h"
#include "core/state/sqlite/failure.h"
#include "core/state/sqlite/settings.h"

namespace trimtab {
namespace {

const std::string sum_setting = "inventory";

std::uint32_t seal_of(std::string_view id, std::int64_t body, std::string_view native, std::uint64_t run) {
  return Seal().add(id).add(static_cast<std::uint64_t>(body)).add(native).add(run).value();
}

Id id_of(std::string_view text) {
  auto id = Id::parse(text);
  if (!id) throw Damage(fmt::format("'{}' is not the id of an object", text));
  return std::move(*id);
}

}  // namespace

std::map<Id, Recorded> inventory(Database& database) {
  std::map<Id, Recorded> objects;
  std::uint32_t sum = 0;
  auto& row = database.select("SELECT o.id, o.body, o.native, o.run, o.seal, " TRIMTAB_BODY_COLUMNS
                              " FROM objects o LEFT JOIN bodies b ON b.number = o.body ORDER BY o.id");
  while (row.executeStep()) {
    const std::string_view id = text_of(row, 0);
    const std::string_view native = text_of(row, 2);
    const auto run = static_cast<std::uint64_t>(number_of(row, 3));
    const std::uint32_t seal = seal_of(id, number_of(row, 1), native, run);
    if (number_of(row, 4) != seal) throw Damage(fmt::format("the inventory's row of {} does not fit its seal", id));
    sum += seal;
    Recorded recorded{object_in(row, 5), std::string(text_of(row, 8)), std::string(native), run};
    if (recorded.object.id.text() != id) throw Damage(fmt::format("the inventory has another object as {}", id));
    objects.emplace_hint(objects.end(), recorded.object.id, std::move(recorded));
  }
  if (sum != number_setting(database, sum_setting)) throw Damage("objects of the inventory are missing or doubled");
  return objects;
}

std::map<Id, std::optional<Object>> inventory_since(Database& database, std::uint64_t revision) {
  std::map<Id, std::optional<Object>> objects;
  auto& row = database.select("SELECT " TRIMTAB_BODY_COLUMNS R"sql( FROM revision_objects r
    JOIN bodies b ON b.number = r.body LEFT JOIN objects o ON o.id = b.id LEFT JOIN bodies i ON i.number = o.body
    WHERE r.revision = ?1 AND i.state IS NOT b.state)sql",
                              revision);
  while (row.executeStep()) {
    Object object = object_in(row, 0);
    Id id = object.id;
    objects.emplace(std::move(id), std::move(object));
  }
  auto& added = database.select(R"sql(SELECT id FROM objects WHERE id NOT IN (
    SELECT b.id FROM revision_objects r JOIN bodies b ON b.number = r.body WHERE r.revision = ?1))sql",
                                revision);
  while (added.executeStep()) objects.emplace(id_of(text_of(added, 0)), std::nullopt);
  return objects;
}

InventoryChange::InventoryChange(Database& database)
    : database_(database), sum_(static_cast<std::uint32_t>(number_setting(database, sum_setting))) {}

void InventoryChange::put(const Id& id, std::int64_t body, const std::string& native, std::uint64_t run) {
  drop(id);
  const std::uint32_t seal = seal_of(id.text(), body, native, run);
  database_.execute("INSERT INTO objects VALUES(?1, ?2, ?3, ?4, ?5)", id.text(), body, native, run, seal);
  sum_ += seal;
}

void InventoryChange::drop(const Id& id) {
  auto& row = database_.select("DELETE FROM objects WHERE id = ?1 RETURNING seal", id.text());
  while (row.executeStep()) sum_ -= static_cast<std::uint32_t>(number_of(row, 0));
}

void InventoryChange::finish() { set_setting(database_, sum_setting, std::uint64_t{sum_}); }

void adopt_descriptions(Database& database, std::uint64_t revision) {
  struct Row {
    Id id;
    std::int64_t body;
    std::string native;
    std::uint64_t run;
  };
  std::vector<Row> rows;
  auto& row = database.select(R"sql(SELECT o.id, r.body, o.native, o.run FROM revision_objects r
    JOIN bodies b ON b.number = r.body JOIN objects o ON o.id = b.id JOIN bodies i ON i.number = o.body
    WHERE r.revision = ?1 AND i.state = b.state AND o.body <> r.body)sql",
                              revision);
  while (row.executeStep()) {
    rows.push_back({id_of(text_of(row, 0)), number_of(row, 1), std::string(text_of(row, 2)),
                    static_cast<std::uint64_t>(number_of(row, 3))});
  }
  InventoryChange change(database);
  for (const Row& changed : rows) change.put(changed.id, changed.body, changed.native, changed.run);
  change.finish();
}

}  // namespace trimtab
