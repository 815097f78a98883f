#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/support/disk.h"

namespace trimtab {

/// The one connection to a store's file, with every safety SQLite offers switched on, and its prepared statements.
/// Throws SQLite::Exception, like everything below SqliteStore.
class Database {
 public:
  enum class Access { read, write };

  /// The file must exist. A reader, too, opens it for writing where it may: after a crash somebody has to put back the
  /// last complete state before anything can be read.
  Database(const Path& file, Access access);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Ready to be stepped, the values bound to ?1, ?2, … Texts are not copied: they must live until the last step.
  /// `sql` must be a literal.
  template <class... Values>
  SQLite::Statement& select(const char* sql, const Values&... values) {
    SQLite::Statement& statement = prepared(sql);
    int index = 0;  // NOLINT(misc-const-correctness): it is counted where there are values
    (bind(statement, ++index, values), ...);
    return statement;
  }
  /// The same for what gives no rows; returns how many it changed.
  template <class... Values>
  int execute(const char* sql, const Values&... values) {
    return select(sql, values...).exec();
  }

  [[nodiscard]] std::int64_t pragma(const char* sql);
  void script(const char* sql) { connection_.exec(sql); }

 private:
  friend class Work;

  SQLite::Statement& prepared(const char* sql);
  void reset_statements();

  static void bind(SQLite::Statement& statement, int index, const std::string& text) {
    statement.bindNoCopy(index, text);
  }
  static void bind(SQLite::Statement& statement, int index, std::integral auto number) {
    statement.bind(index, static_cast<std::int64_t>(number));
  }
  static void bind(SQLite::Statement& statement, int index, const std::optional<std::int64_t>& number) {
    if (number) {
      statement.bind(index, *number);
    } else {
      statement.bind(index);
    }
  }

  Access access_;
  SQLite::Database connection_;
  std::map<std::string_view, SQLite::Statement> statements_;
};

/// A transaction: reads see one state of the store, writes are kept together by `commit` or not at all.
class Work {
 public:
  enum class Kind { read, write };

  Work(Database& database, Kind kind);
  ~Work();
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;

  void commit();

 private:
  Database& database_;
  SQLite::Transaction transaction_;
};

[[nodiscard]] std::string_view text_of(const SQLite::Statement& row, int column);
[[nodiscard]] std::int64_t number_of(const SQLite::Statement& row, int column);
[[nodiscard]] std::optional<std::int64_t> optional_number_of(const SQLite::Statement& row, int column);

}  // namespace trimtab
