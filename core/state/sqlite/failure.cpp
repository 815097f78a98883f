#include "core/state/sqlite/failure.h"

#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "core/support/text.h"

namespace trimtab {
namespace {

Error damaged(std::string reason, const Path& file) {
  Diagnostic diagnostic;
  diagnostic.code = "E0655";
  diagnostic.what = fmt::format("the stack's state {} is damaged", file.string());
  diagnostic.why = {std::move(reason), "nothing is done with a state that cannot be trusted"};
  diagnostic.next = fmt::format("keep a copy, then put back the last backup of {}", shell_quoted(file.string()));
  return fail(Errc::unreachable, std::move(diagnostic)).error();
}

Error unreachable(std::string code, std::string what, std::string reason, std::string next) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.what = std::move(what);
  diagnostic.why = {std::move(reason)};
  diagnostic.next = std::move(next);
  return fail(Errc::unreachable, std::move(diagnostic)).error();
}

}  // namespace

void broken_contract(std::string what) { throw Refusal(fail(Errc::internal, "E0690", std::move(what))); }

Error error_of(const SQLite::Exception& exception, const Path& file) {
  const std::string text = exception.what();
  const std::string directory = shell_quoted(file.parent_path().string());
  switch (exception.getErrorCode() & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return damaged(text, file);
    case SQLITE_FULL:
      return unreachable("E0657", fmt::format("the disk of {} is full", file.string()), text, "df -h " + directory);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return unreachable("E0658", fmt::format("{} is kept busy by another process", file.string()), text,
                         "fuser -v " + shell_quoted(file.string()));
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return unreachable("E0656", fmt::format("cannot use {}", file.string()), text, "ls -la " + directory);
    case SQLITE_CONSTRAINT:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
      return fail(Errc::internal, "E0690", fmt::format("{}: {}", file.string(), text)).error();
    default:
      return unreachable("E0662", fmt::format("cannot read or write {}", file.string()), text, "dmesg | tail");
  }
}

Error error_of(const Damage& damage, const Path& file) { return damaged(damage.what(), file); }

Error error_of(const nlohmann::json::exception& exception, const Path& file) { return damaged(exception.what(), file); }

}  // namespace trimtab
