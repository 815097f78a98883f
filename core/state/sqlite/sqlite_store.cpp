#include "core/state/sqlite/sqlite_store.h"

#include <fmt/format.h>

#include <type_traits>
#include <utility>

#include "core/state/private_directory.h"
#include "core/state/sqlite/bodies.h"
#include "core/state/sqlite/database.h"
#include "core/state/sqlite/failure.h"
#include "core/state/sqlite/inventory.h"
#include "core/state/sqlite/journal.h"
#include "core/state/sqlite/rejected.h"
#include "core/state/sqlite/revisions.h"
#include "core/state/sqlite/runs.h"
#include "core/state/sqlite/schema.h"
#include "core/state/sqlite/settings.h"
#include "core/support/failpoint.h"

namespace trimtab {
namespace {

/// The door through which no exception passes.
template <class Body>
auto guarded(const Path& file, Body body) -> Result<std::invoke_result_t<Body>> {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Body>>) {
      body();
      return {};
    } else {
      return body();
    }
  } catch (const Refusal& refusal) {
    return std::unexpected(refusal.error());
  } catch (const Damage& damage) {
    return std::unexpected(error_of(damage, file));
  } catch (const SQLite::Exception& exception) {
    return std::unexpected(error_of(exception, file));
  } catch (const nlohmann::json::exception& exception) {
    return std::unexpected(error_of(exception, file));
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(Errc::unreachable, "E0656", fmt::format("cannot use {}: {}", file.string(), error.code().message()));
  }
}

/// Under another name until it is complete: then an empty file is never a stack that was not applied, but a lost one.
/// The caller holds the stack's lock.
Status make_empty_store(const Path& file) {
  const Path fresh = file.string() + ".new";
  TRIMTAB_CHECK(remove_private_file(fresh.string() + "-journal"));
  TRIMTAB_CHECK(remove_private_file(fresh));
  TRIMTAB_CHECK(create_private_file(fresh));
  TRIMTAB_FAILPOINT("state.migrate");
  TRIMTAB_CHECK(guarded(fresh, [&fresh] {
    Database database(fresh, Database::Access::write);
    migrate(database);
  }));
  TRIMTAB_CHECK(remove_private_file(fresh.string() + "-journal"));  // where closing could not
  TRIMTAB_FAILPOINT("state.made");
  return rename_private_file(fresh, file);
}

void require_settled(Database& database, std::uint64_t run) {
  if (const std::size_t open = open_intents(database, run); open != 0) {
    broken_contract(fmt::format("run {} has {} intents without an outcome", run, open));
  }
}

void require_open(Database& database, std::uint64_t run) {
  if (run_in_progress(database) != run) broken_contract(fmt::format("run {} is not open", run));
}

void check_stack(Database& database, const RunStart& start) {
  const std::string uid = setting(database, "uid");
  if (uid == start.uid) return;
  if (!uid.empty()) {
    throw Refusal(fail(Errc::stale, "E0660",
                       fmt::format("the plan was made for the stack with uid {}, this one has {}", start.uid, uid),
                       "trimtab plan"));
  }
  set_setting(database, "uid", start.uid);
  set_setting(database, "stack", start.stack);
}

void keep_choices(Database& database, const RunStart& start) {
  Value slots = value_setting(database, "slots");
  for (const auto& [key, number] : start.slots) slots[key] = number;
  set_setting(database, "slots", slots);
  Value chosen = value_setting(database, "chosen");
  for (const auto& [component, value] : start.chosen.items()) chosen[component] = value;
  set_setting(database, "chosen", chosen);
}

std::uint64_t record_revision(Database& database, const Revision& revision, std::uint64_t run, WallTime now) {
  const std::uint64_t number = write_revision(database, revision, run, now);
  adopt_descriptions(database, number);
  set_setting(database, "slots", Value(revision.slots));
  set_setting(database, "chosen", revision.chosen);
  return number;
}

void return_to_last_choices(Database& database) {
  const auto last = kept_revision(database, last_revision(database), false);
  if (last) set_setting(database, "chosen", last->chosen);
}

}  // namespace

SqliteStore::SqliteStore(Path file, Lock* lock, const Clock& clock)
    : file_(std::move(file)), lock_(lock), clock_(clock) {}

SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open_for_reading(const Path& file, const Clock& clock) {
  std::unique_ptr<SqliteStore> store(new SqliteStore(file, nullptr, clock));
  TRIMTAB_CHECK(guarded(file, [&store] { (void)store->opened(); }));
  return store;
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open_for_writing(const Path& file, Lock& lock, const Clock& clock) {
  TRIMTAB_FAILPOINT("state.open");
  TRIMTAB_CHECK(make_private_directory(file.parent_path()));
  TRIMTAB_TRY(const PrivateFile found, check_private_file(file));
  if (found == PrivateFile::absent) TRIMTAB_CHECK(make_empty_store(file));
  std::unique_ptr<SqliteStore> store(new SqliteStore(file, &lock, clock));
  TRIMTAB_CHECK(guarded(file, [&] {
    store->database_ = std::make_unique<Database>(file, Database::Access::write);
    check_schema(*store->database_);
    migrate(*store->database_);
    Work work(*store->database_, Work::Kind::read);
    if (run_in_progress(*store->database_)) check_structure(*store->database_);
    work.commit();
  }));
  return store;
}

Database* SqliteStore::opened() {
  if (database_) return database_.get();
  const auto found = check_private_file(file_);
  if (!found) throw Refusal(std::unexpected(found.error()));
  if (*found == PrivateFile::absent) return nullptr;
  auto database = std::make_unique<Database>(file_, Database::Access::read);
  check_schema(*database);
  database_ = std::move(database);
  return database_.get();
}

template <class Body>
auto SqliteStore::reading(Body body) {
  return guarded(file_, [&] {
    Database* database = opened();
    if (database == nullptr) return std::invoke_result_t<Body, Database&>();
    Work work(*database, Work::Kind::read);
    auto answer = body(*database);
    work.commit();
    return answer;
  });
}

template <class Body>
auto SqliteStore::writing(Body body) {
  return guarded(file_, [&] {
    if (lock_ == nullptr) broken_contract("a store opened for reading is asked to write");
    Work work(*database_, Work::Kind::write);
    const std::uint64_t epoch = claimed_epoch();
    if constexpr (std::is_void_v<std::invoke_result_t<Body, Database&, std::uint64_t>>) {
      body(*database_, epoch);
      work.commit();
      epoch_ = epoch;
    } else {
      auto answer = body(*database_, epoch);
      work.commit();
      epoch_ = epoch;
      return answer;
    }
  });
}

std::uint64_t SqliteStore::claimed_epoch() {
  const std::uint64_t epoch = number_setting(*database_, "epoch");
  if (epoch_ == 0) {
    set_setting(*database_, "epoch", epoch + 1);
    return epoch + 1;
  }
  if (epoch != epoch_) {
    throw Refusal(fail(Errc::locked, "E0659",
                       fmt::format("another trimtab has taken over {} since this one began", file_.string()),
                       "trimtab status"));
  }
  return epoch;
}

Result<Record> SqliteStore::read() {
  return reading([](Database& database) {
    Record record;
    record.uid = setting(database, "uid");
    record.objects = inventory(database);
    record.slots = value_setting(database, "slots").get<Slots>();
    record.chosen = value_setting(database, "chosen");
    record.open_run = run_in_progress(database);
    if (auto last = kept_revision(database, last_revision(database), false)) {
      record.revision = last->number;
      record.facts = std::move(last->facts);
      record.spec = std::move(last->spec);
      record.terms = std::move(last->terms);
    }
    return record;
  });
}

Result<std::map<Id, std::optional<Object>>> SqliteStore::since_revision() {
  return reading([](Database& database) {
    const std::uint64_t last = last_revision(database);
    if (last != 0) check_list(database, last);
    return inventory_since(database, last);
  });
}

Result<std::vector<RunSummary>> SqliteStore::runs(std::size_t newest) {
  return reading([newest](Database& database) { return newest_runs(database, newest); });
}

Result<std::vector<Operation>> SqliteStore::operations(std::uint64_t run) {
  return reading([run](Database& database) { return journal(database, run); });
}

Result<std::vector<Revision>> SqliteStore::revisions() {
  return reading([](Database& database) { return kept(database); });
}

Result<Revision> SqliteStore::revision(std::uint64_t number) {
  TRIMTAB_TRY(auto found, reading([number](Database& database) { return kept_revision(database, number, true); }));
  if (!found) {
    return fail(Errc::invalid, "E0661", fmt::format("there is no revision {}", number), "trimtab history");
  }
  return std::move(*found);
}

Result<std::vector<Rejection>> SqliteStore::rejections() {
  return reading([](Database& database) { return rejected(database); });
}

Result<std::uint64_t> SqliteStore::begin(const RunStart& start) {
  const WallTime now = clock_.wall();
  TRIMTAB_TRY(const std::uint64_t run, writing([&](Database& database, std::uint64_t) {
                check_stack(database, start);
                if (const auto open = run_in_progress(database)) {
                  require_settled(database, *open);
                  close_run(database, *open, RunResult::interrupted, "did not end", 0, now);
                }
                keep_choices(database, start);
                return open_run(database, start, now);
              }));
  lock_->note_run(run);
  return run;
}

Status SqliteStore::intend(std::span<const Operation> operations) {
  return writing([&](Database& database, std::uint64_t epoch) {
    for (const Operation& operation : operations) {
      if (operation.run != operations.front().run) broken_contract("intents of two runs in one commit");
    }
    if (!operations.empty()) require_open(database, operations.front().run);
    write_intents(database, operations, epoch);
  });
}

Status SqliteStore::settle(std::uint64_t run, std::span<const Settlement> settlements) {
  return writing([&](Database& database, std::uint64_t) {
    require_open(database, run);
    write_outcomes(database, run, settlements);
  });
}

Result<std::uint64_t> SqliteStore::end(std::uint64_t run, RunResult result, const std::string& text,
                                       const std::optional<Revision>& revision) {
  const WallTime now = clock_.wall();
  return writing([&](Database& database, std::uint64_t) {
    require_open(database, run);
    require_settled(database, run);
    std::uint64_t number = 0;
    if (revision) number = record_revision(database, *revision, run, now);
    if (!revision && result == RunResult::rolled_back) return_to_last_choices(database);
    close_run(database, run, result, text, number, now);
    const bool fewer_revisions = drop_old_revisions(database);
    const bool fewer_runs = drop_old_runs(database);
    if (fewer_revisions || fewer_runs) drop_unused_bodies(database);
    return number;
  });
}

Status SqliteStore::reject(const Rejection& rejection) {
  return writing([&](Database& database, std::uint64_t) { write_rejection(database, rejection); });
}

Status SqliteStore::lift_rejections() {
  return writing([](Database& database, std::uint64_t) { forget_rejections(database); });
}

}  // namespace trimtab
