#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/state/sqlite/database.h"
#include "core/state/store.h"

namespace trimtab {

/// Adds an open run and returns its number.
[[nodiscard]] std::uint64_t open_run(Database& database, const RunStart& start, WallTime now);
void close_run(Database& database, std::uint64_t run, RunResult result, const std::string& text, std::uint64_t revision,
               WallTime now);
/// What the seals of the run's journal entries come to; 0 for a run that is not there.
[[nodiscard]] std::uint32_t journal_sum(Database& database, std::uint64_t run);
void set_journal_sum(Database& database, std::uint64_t run, std::uint32_t sum);
/// The open run, if any.
[[nodiscard]] std::optional<std::uint64_t> run_in_progress(Database& database);
[[nodiscard]] std::vector<RunSummary> newest_runs(Database& database, std::size_t count);
/// Forgets all but the newest kept_runs with their journals; true when there were more.
[[nodiscard]] bool drop_old_runs(Database& database);

}  // namespace trimtab
