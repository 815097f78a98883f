#include "core/state/sqlite/inventory.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
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

/// A row of the inventory whose object is still text.
struct InventoryRow {
  std::string json;
  Recorded recorded;
};

std::vector<InventoryRow> rows(Database& database) {
  std::vector<InventoryRow> rows;
  std::uint32_t sum = 0;
  auto& row = database.select("SELECT o.id, o.body, o.native, o.run, o.seal, " TRIMTAB_BODY_COLUMNS
                              " FROM objects o LEFT JOIN bodies b ON b.number = o.body ORDER BY o.id");
  while (row.executeStep()) {
    const std::string_view id = text_of(row, 0);
    const std::string_view native = text_of(row, 2);
    const auto run = static_cast<std::uint64_t>(number_of(row, 3));
    const std::uint32_t seal = seal_of(id, number_of(row, 1), native, run);
    if (number_of(row, 4) != seal) throw Damage(fmt::format("the inventory's row of {} does not fit its seal", id));
    if (text_of(row, 7) != id) throw Damage(fmt::format("the inventory has another object as {}, or none", id));
    sum += seal;
    rows.push_back({std::string(sealed_json(row, 5)), {{}, std::string(native), run}});
  }
  if (sum != number_setting(database, sum_setting)) throw Damage("objects of the inventory are missing or doubled");
  return rows;
}

void parse(std::span<InventoryRow> rows) {
  for (InventoryRow& row : rows) row.recorded.object = object_from(row.json);
}

/// Turning text into values is most of the cost of a large stack, and each row is on its own.
void parse_together(std::span<InventoryRow> rows) {
  constexpr std::size_t worth_a_thread = 2'000;
  const std::size_t most = std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
  const std::size_t threads = std::clamp(rows.size() / worth_a_thread, std::size_t{1}, most);
  const std::size_t share = (rows.size() + threads - 1) / threads;
  std::vector<std::future<void>> others;
  for (std::size_t first = share; first < rows.size(); first += share) {
    others.push_back(std::async(std::launch::async, parse, rows.subspan(first, std::min(share, rows.size() - first))));
  }
  parse(rows.first(std::min(share, rows.size())));
  for (auto& other : others) other.get();
}

}  // namespace

std::map<Id, Recorded> inventory(Database& database) {
  std::vector<InventoryRow> found = rows(database);
  parse_together(found);
  std::map<Id, Recorded> objects;
  for (InventoryRow& row : found) {
    Id id = row.recorded.object.id;
    objects.emplace_hint(objects.end(), std::move(id), std::move(row.recorded));
  }
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
