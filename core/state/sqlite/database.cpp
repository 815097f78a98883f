#include "core/state/sqlite/database.h"

#include <sqlite3.h>

namespace trimtab {
namespace {

/// A reader holds the file for as long as it reads 100,000 objects, a writer for one commit: both far below this.
constexpr int busy_ms = 30'000;

/// SQLITE_OPEN_NOFOLLOW refuses a link anywhere in the path; only one in the place of the file itself is our concern.
std::string real_path(const Path& file) {
  return (std::filesystem::canonical(file.parent_path()) / file.filename()).string();
}

}  // namespace

Database::Database(const Path& file, Access access)
    : access_(access),
      connection_(real_path(file), SQLite::OPEN_READWRITE | SQLite::OPEN_NOFOLLOW | SQLite::OPEN_NOMUTEX, busy_ms) {
  sqlite3* handle = connection_.getHandle();
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  script("PRAGMA cell_size_check=ON; PRAGMA foreign_keys=ON; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY");
  // 64 MiB: objects are looked up in the order of their ids, not in the order in which they were stored.
  script("PRAGMA cache_size=-65536");
  if (access == Access::read) {
    script("PRAGMA query_only=ON");
    return;
  }
  // A rollback journal, never WAL (SQLite 3.40's can corrupt). It stays for as long as we write and is made invalid by
  // its first bytes: making and removing a file costs more than all that a small commit writes. Without spilling,
  // readers are shut out for the commit alone, not while a large transaction is being built.
  script("PRAGMA journal_mode=PERSIST; PRAGMA synchronous=EXTRA; PRAGMA cache_spill=OFF");
}

Database::~Database() {
  if (access_ == Access::read) return;
  try {
    reset_statements();
    script("PRAGMA journal_mode=DELETE");  // at rest the store is one file
  } catch (const SQLite::Exception&) {
    return;  // an empty journal beside the file means nothing to who opens it next
  }
}

std::int64_t Database::pragma(const char* sql) { return connection_.execAndGet(sql).getInt64(); }

SQLite::Statement& Database::prepared(const char* sql) {
  auto found = statements_.find(sql);
  if (found == statements_.end()) found = statements_.try_emplace(sql, connection_, sql).first;
  found->second.tryReset();  // reports the error of the step before, which was reported already
  return found->second;
}

void Database::reset_statements() {
  for (auto& [sql, statement] : statements_) {
    statement.tryReset();
  }
}

Work::Work(Database& database, Kind kind)
    : database_(database),
      transaction_(database.connection_, kind == Kind::write ? SQLite::TransactionBehavior::IMMEDIATE
                                                             : SQLite::TransactionBehavior::DEFERRED) {}

// A statement that was not stepped to its end would keep the file locked.
Work::~Work() { database_.reset_statements(); }

void Work::commit() {
  database_.reset_statements();
  transaction_.commit();
}

std::string_view text_of(const SQLite::Statement& row, int column) {
  const SQLite::Column value = row.getColumn(column);
  const char* text = value.getText("");
  return {text, static_cast<std::size_t>(value.getBytes())};
}

std::int64_t number_of(const SQLite::Statement& row, int column) { return row.getColumn(column).getInt64(); }

std::optional<std::int64_t> optional_number_of(const SQLite::Statement& row, int column) {
  const SQLite::Column value = row.getColumn(column);
  return value.isNull() ? std::nullopt : std::optional(value.getInt64());
}

}  // namespace trimtab
