#include "core/state/sqlite/failure.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace trimtab;

TEST_CASE("Every way in which SQLite fails has its message and the next command", "[sqlite]") {
  struct Row {
    int code;
    Errc errc;
    const char* shown;
    const char* next;
  };
  const Row row = GENERATE(
      Row{SQLITE_CORRUPT, Errc::unreachable, "E0655", "keep a copy, then put back the last backup of /s/state.db"},
      Row{SQLITE_NOTADB, Errc::unreachable, "E0655", "keep a copy, then put back the last backup of /s/state.db"},
      Row{SQLITE_FULL, Errc::unreachable, "E0657", "df -h /s"},
      Row{SQLITE_BUSY, Errc::unreachable, "E0658", "fuser -v /s/state.db"},
      Row{SQLITE_LOCKED, Errc::unreachable, "E0658", "fuser -v /s/state.db"},
      Row{SQLITE_READONLY, Errc::unreachable, "E0656", "ls -la /s"},
      Row{SQLITE_CANTOPEN, Errc::unreachable, "E0656", "ls -la /s"},
      Row{SQLITE_PERM, Errc::unreachable, "E0656", "ls -la /s"},
      Row{SQLITE_AUTH, Errc::unreachable, "E0656", "ls -la /s"},
      Row{SQLITE_IOERR_FSYNC, Errc::unreachable, "E0662", "dmesg | tail"},
      Row{SQLITE_CONSTRAINT, Errc::internal, "E0690", ""}, Row{SQLITE_MISUSE, Errc::internal, "E0690", ""},
      Row{SQLITE_RANGE, Errc::internal, "E0690", ""});
  CAPTURE(row.code);
  const Error error = error_of(SQLite::Exception("what SQLite says", row.code), "/s/state.db");
  CHECK(error.code == row.errc);
  CHECK(error.diagnostics.front().code == row.shown);
  CHECK(error.diagnostics.front().next == row.next);
}
