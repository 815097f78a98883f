#include "core/state/sqlite/runs.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/state/seal.h"
#include "core/state/sqlite/failure.h"
#include "core/state/sqlite/settings.h"

namespace trimtab {
namespace {

/// A row of `runs`; `result` is empty while the run is open.
struct RunRow {
  std::int64_t run = 0;
  std::string command;
  std::int64_t base_revision = 0;
  std::string spec_digest;
  std::int64_t changes = 0;
  std::string target;
  std::int64_t started = 0;
  std::optional<std::int64_t> ended;
  std::string result;
  std::int64_t revision = 0;
  std::string text;
  std::int64_t journal = 0;
};

const std::string table = "runs";

std::uint32_t seal_of(const RunRow& row) {
  const auto number = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  Seal seal;
  seal.add(number(row.run)).add(row.command).add(number(row.base_revision)).add(row.spec_digest);
  seal.add(number(row.changes)).add(row.target).add(number(row.started)).add(number(row.ended.value_or(-1)));
  seal.add(row.result).add(number(row.revision)).add(row.text).add(number(row.journal));
  return seal.value();
}

void write(Database& database, const RunRow& row) {
  const std::uint32_t seal = seal_of(row);
  // Not OR REPLACE: that would delete the row first, and its journal with it.
  database.execute(R"sql(INSERT INTO runs VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
    ON CONFLICT(run) DO UPDATE SET ended = ?8, result = ?9, revision = ?10, text = ?11, journal = ?12, seal = ?13)sql",
                   row.run, row.command, row.base_revision, row.spec_digest, row.changes, row.target, row.started,
                   row.ended, row.result, row.revision, row.text, row.journal, seal);
  // Only the newest run is ever written.
  set_newest(database, table, {static_cast<std::uint64_t>(row.run), seal});
}

RunRow row_in(const SQLite::Statement& from) {
  const auto text = [&from](int column) { return std::string(text_of(from, column)); };
  RunRow row{number_of(from, 0),
             text(1),
             number_of(from, 2),
             text(3),
             number_of(from, 4),
             text(5),
             number_of(from, 6),
             optional_number_of(from, 7),
             text(8),
             number_of(from, 9),
             text(10),
             number_of(from, 11)};
  if (number_of(from, 12) != seal_of(row)) throw Damage(fmt::format("run {} does not fit its seal", row.run));
  return row;
}

std::optional<RunRow> find(Database& database, std::uint64_t run) {
  auto& found = database.select("SELECT * FROM runs WHERE run = ?1", run);
  if (!found.executeStep()) return std::nullopt;
  return row_in(found);
}

RunRow get(Database& database, std::uint64_t run) {
  auto row = find(database, run);
  if (!row) throw Damage(fmt::format("run {} is not there", run));
  return std::move(*row);
}

RunSummary summary_of(const RunRow& row) {
  RunSummary summary;
  summary.run = static_cast<std::uint64_t>(row.run);
  summary.command = row.command;
  summary.started = WallTime(Duration(row.started));
  if (row.ended) summary.ended = WallTime(Duration(*row.ended));
  if (!row.result.empty()) {
    summary.result = run_result_from(row.result);
    if (!summary.result) throw Damage(fmt::format("run {} ended as '{}'", row.run, row.result));
  }
  summary.revision = static_cast<std::uint64_t>(row.revision);
  summary.changes = static_cast<std::uint32_t>(row.changes);
  summary.text = row.text;
  return summary;
}

}  // namespace

std::uint64_t open_run(Database& database, const RunStart& start, WallTime now) {
  const RunRow row{.run = static_cast<std::int64_t>(newest(database, table).number) + 1,
                   .command = start.command,
                   .base_revision = static_cast<std::int64_t>(start.base_revision),
                   .spec_digest = start.spec_digest,
                   .changes = start.changes,
                   .target = stored_text(start.target),
                   .started = now.time_since_epoch().count(),
                   .ended = std::nullopt,
                   .result = {},
                   .revision = 0,
                   .text = {},
                   .journal = 0};
  write(database, row);
  return static_cast<std::uint64_t>(row.run);
}

void close_run(Database& database, std::uint64_t run, RunResult result, const std::string& text, std::uint64_t revision,
               WallTime now) {
  RunRow row = get(database, run);
  row.ended = now.time_since_epoch().count();
  row.result = to_text(result);
  row.revision = static_cast<std::int64_t>(revision);
  row.text = text;
  write(database, row);
}

std::uint32_t journal_sum(Database& database, std::uint64_t run) {
  const auto row = find(database, run);
  return row ? static_cast<std::uint32_t>(row->journal) : 0;
}

void set_journal_sum(Database& database, std::uint64_t run, std::uint32_t sum) {
  RunRow row = get(database, run);
  row.journal = sum;
  write(database, row);
}

std::optional<std::uint64_t> run_in_progress(Database& database) {
  const Newest last = newest(database, table);
  if (last.number == 0) return std::nullopt;
  const RunRow row = get(database, last.number);
  if (seal_of(row) != last.seal) throw Damage(fmt::format("run {} is an earlier state of itself", last.number));
  if (!row.result.empty()) return std::nullopt;
  return last.number;
}

std::vector<RunSummary> newest_runs(Database& database, std::size_t count) {
  std::vector<RunSummary> runs;
  std::uint64_t expected = newest(database, table).number;
  auto& row = database.select("SELECT * FROM runs ORDER BY run DESC LIMIT ?1", count);
  while (row.executeStep()) {
    runs.push_back(summary_of(row_in(row)));
    if (runs.back().run != expected) throw Damage(fmt::format("run {} is not there", expected));
    --expected;
  }
  const std::size_t oldest_expected = std::min(count, kept_runs);
  if (expected != 0 && runs.size() < oldest_expected) throw Damage(fmt::format("run {} is not there", expected));
  return runs;
}

bool drop_old_runs(Database& database) {
  return database.execute("DELETE FROM runs WHERE run <= (SELECT max(run) FROM runs) - ?1", kept_runs) > 0;
}

}  // namespace trimtab
