#include "core/state/sqlite/journal.h"

#include <fmt/format.h>

#include <string>

#include "core/state/seal.h"
#include "core/state/sqlite/bodies.h"
#include "core/state/sqlite/failure.h"
#include "core/state/sqlite/inventory.h"
#include "core/state/sqlite/runs.h"

namespace trimtab {
namespace {

/// A row of `operations`.
struct OperationRow {
  std::int64_t run = 0;
  std::int64_t seq = 0;
  std::string id;
  std::string action;
  std::string step;
  std::int64_t undoing = 0;
  std::string undo;
  std::optional<std::int64_t> desired;
  std::optional<std::int64_t> before;
  std::string status;
  std::string native;
  std::string text;
  std::int64_t epoch = 0;
};

std::uint32_t seal_of(const OperationRow& row) {
  const auto number = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  Seal seal;
  seal.add(number(row.run)).add(number(row.seq)).add(row.id).add(row.action).add(row.step).add(number(row.undoing));
  seal.add(row.undo).add(number(row.desired.value_or(-1))).add(number(row.before.value_or(-1))).add(row.status);
  return seal.add(row.native).add(row.text).add(number(row.epoch)).value();
}

OperationRow row_in(const SQLite::Statement& from) {
  const auto text = [&from](int column) { return std::string(text_of(from, column)); };
  OperationRow row{number_of(from, 0),
                   number_of(from, 1),
                   text(2),
                   text(3),
                   text(4),
                   number_of(from, 5),
                   text(6),
                   optional_number_of(from, 7),
                   optional_number_of(from, 8),
                   text(9),
                   text(10),
                   text(11),
                   number_of(from, 12)};
  if (number_of(from, 13) != seal_of(row)) {
    throw Damage(fmt::format("operation {}.{} does not fit its seal", row.run, row.seq));
  }
  return row;
}

template <class T>
T known(std::optional<T> value, const std::string& word) {
  if (!value) throw Damage(fmt::format("the journal says '{}'", word));
  return std::move(*value);
}

Operation operation_of(Database& database, const OperationRow& row) {
  Operation operation;
  operation.run = static_cast<std::uint64_t>(row.run);
  operation.seq = static_cast<std::uint32_t>(row.seq);
  operation.id = known(Id::parse(row.id), row.id);
  operation.action = known(action_from(row.action), row.action);
  operation.step = known(step_from(row.step), row.step);
  operation.undoing = row.undoing != 0;
  operation.undo = known(undo_from(row.undo), row.undo);
  operation.desired = body(database, row.desired);
  operation.before = body(database, row.before);
  operation.status = known(operation_status_from(row.status), row.status);
  operation.native = row.native;
  operation.text = row.text;
  operation.epoch = static_cast<std::uint64_t>(row.epoch);
  return operation;
}

/// `sum` is kept in step with the seals of the journal's rows.
OperationRow settled(Database& database, std::uint64_t run, const Settlement& settlement, std::uint32_t& sum) {
  auto& found = database.select("SELECT * FROM operations WHERE run = ?1 AND seq = ?2", run, settlement.seq);
  if (!found.executeStep()) broken_contract(fmt::format("operation {}.{} was never intended", run, settlement.seq));
  OperationRow row = row_in(found);
  sum -= seal_of(row);
  row.status = to_text(settlement.status);
  if (!settlement.native.empty()) row.native = settlement.native;
  if (!settlement.text.empty()) row.text = settlement.text;
  const std::uint32_t seal = seal_of(row);
  sum += seal;
  database.execute("UPDATE operations SET status = ?3, native = ?4, text = ?5, seal = ?6 WHERE run = ?1 AND seq = ?2",
                   run, settlement.seq, row.status, row.native, row.text, seal);
  return row;
}

}  // namespace

void write_intents(Database& database, std::span<const Operation> operations, std::uint64_t epoch) {
  if (operations.empty()) return;
  const std::uint64_t run = operations.front().run;
  std::uint32_t sum = journal_sum(database, run);
  for (const Operation& operation : operations) {
    const OperationRow row{static_cast<std::int64_t>(operation.run),
                           operation.seq,
                           operation.id.text(),
                           to_text(operation.action),
                           to_text(operation.step),
                           operation.undoing ? 1 : 0,
                           to_text(operation.undo),
                           body_of(database, operation.desired),
                           body_of(database, operation.before),
                           to_text(operation.status),
                           operation.native,
                           operation.text,
                           static_cast<std::int64_t>(epoch)};
    const std::uint32_t seal = seal_of(row);
    sum += seal;
    database.execute("INSERT INTO operations VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
                     row.run, row.seq, row.id, row.action, row.step, row.undoing, row.undo, row.desired, row.before,
                     row.status, row.native, row.text, row.epoch, seal);
  }
  set_journal_sum(database, run, sum);
}

void write_outcomes(Database& database, std::uint64_t run, std::span<const Settlement> settlements) {
  InventoryChange inventory(database);
  std::uint32_t sum = journal_sum(database, run);
  for (const Settlement& settlement : settlements) {
    const OperationRow row = settled(database, run, settlement, sum);
    const Id id = known(Id::parse(row.id), row.id);
    if (settlement.inventory == Settlement::Inventory::drop) inventory.drop(id);
    if (settlement.inventory != Settlement::Inventory::put) continue;
    if (!settlement.object || settlement.object->id != id) {
      broken_contract(fmt::format("operation {}.{} is to put {} into the inventory and has another object or none", run,
                                  settlement.seq, row.id));
    }
    inventory.put(id, body_of(database, *settlement.object), settlement.native, run);
  }
  inventory.finish();
  set_journal_sum(database, run, sum);
}

std::vector<Operation> journal(Database& database, std::uint64_t run) {
  std::vector<OperationRow> rows;
  auto& row = database.select("SELECT * FROM operations WHERE run = ?1 ORDER BY seq", run);
  std::uint32_t sum = 0;
  while (row.executeStep()) {
    rows.push_back(row_in(row));
    sum += seal_of(rows.back());
  }
  if (sum != journal_sum(database, run)) throw Damage(fmt::format("operations of run {} are missing", run));
  std::vector<Operation> operations;
  operations.reserve(rows.size());
  for (const OperationRow& found : rows) operations.push_back(operation_of(database, found));
  return operations;
}

std::size_t open_intents(Database& database, std::uint64_t run) {
  std::size_t open = 0;
  std::uint32_t sum = 0;
  auto& row = database.select("SELECT status, seal FROM operations WHERE run = ?1", run);
  while (row.executeStep()) {
    if (text_of(row, 0) == to_text(OperationStatus::intended)) ++open;
    sum += static_cast<std::uint32_t>(number_of(row, 1));
  }
  if (sum != journal_sum(database, run)) throw Damage(fmt::format("operations of run {} are missing", run));
  return open;
}

}  // namespace trimtab
