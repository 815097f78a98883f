#include "core/state/sqlite/schema.h"

#include <fmt/format.h>

#include <array>
#include <string>

#include "core/state/sqlite/failure.h"

namespace trimtab {
namespace {

// Every row has a seal over its other columns (core/state/seal.h), and rows that vanish are noticed too: `settings` has
// the sum of the inventory's and the rejections' seals and the newest run and revision, a run the sum of its journal's
// seals, a revision the seal of its list. Times are milliseconds since 1970. An object is
// stored once in `bodies`, however many revisions, journal entries and inventory rows name it; `state` is its own
// digest, of driver and desired state only. Enumerations are words.
constexpr const char* version_1 = R"sql(
CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL, seal INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE bodies(
  number INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, id TEXT NOT NULL, state TEXT NOT NULL, json TEXT NOT NULL,
  seal INTEGER NOT NULL) STRICT;
CREATE TABLE objects(
  id TEXT PRIMARY KEY, body INTEGER NOT NULL, native TEXT NOT NULL, run INTEGER NOT NULL, seal INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE TABLE runs(
  run INTEGER PRIMARY KEY, command TEXT NOT NULL, base_revision INTEGER NOT NULL, spec_digest TEXT NOT NULL,
  changes INTEGER NOT NULL, target TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, result TEXT NOT NULL,
  revision INTEGER NOT NULL, text TEXT NOT NULL, journal INTEGER NOT NULL, seal INTEGER NOT NULL) STRICT;
CREATE TABLE operations(
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, seq INTEGER NOT NULL, id TEXT NOT NULL, action TEXT NOT NULL,
  step TEXT NOT NULL, undoing INTEGER NOT NULL, undo TEXT NOT NULL, desired INTEGER, before INTEGER,
  status TEXT NOT NULL, native TEXT NOT NULL, text TEXT NOT NULL, epoch INTEGER NOT NULL, seal INTEGER NOT NULL,
  PRIMARY KEY(run, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE revisions(
  number INTEGER PRIMARY KEY, run INTEGER NOT NULL, at INTEGER NOT NULL, spec_digest TEXT NOT NULL, spec TEXT NOT NULL,
  facts TEXT NOT NULL, chosen TEXT NOT NULL, plugins TEXT NOT NULL, slots TEXT NOT NULL, objects_seal INTEGER NOT NULL,
  seal INTEGER NOT NULL) STRICT;
CREATE TABLE revision_objects(
  revision INTEGER NOT NULL REFERENCES revisions ON DELETE CASCADE, position INTEGER NOT NULL, body INTEGER NOT NULL,
  PRIMARY KEY(revision, position)) STRICT, WITHOUT ROWID;
CREATE TABLE rejections(
  digest TEXT PRIMARY KEY, tries INTEGER NOT NULL, last INTEGER NOT NULL, reason TEXT NOT NULL, seal INTEGER NOT NULL)
  STRICT, WITHOUT ROWID;
)sql";

/// Empty where a revision has none, as all before: a seal covers it only where it is not.
constexpr const char* version_2 = "ALTER TABLE revisions ADD COLUMN terms TEXT NOT NULL DEFAULT ''";

/// Step n brings a store of version n to n + 1. A released step never changes.
constexpr std::array<const char*, schema_version> steps = {version_1, version_2};

}  // namespace

void check_schema(Database& database) {
  const std::int64_t application = database.pragma("PRAGMA application_id");
  const std::int64_t version = database.pragma("PRAGMA user_version");
  if (application == 0 && version == 0 && database.pragma("SELECT count(*) FROM sqlite_schema") == 0) {
    throw Damage("the file is empty");
  }
  if (application != store_application_id) {
    throw Refusal(fail(Errc::invalid, "E0654", "the database is not a trimtab store: another program's mark is in it"));
  }
  if (version > schema_version) {
    throw Refusal(fail(Errc::invalid, "E0653",
                       fmt::format("the stack's state has schema version {}, this trimtab knows versions up to {}",
                                   version, schema_version),
                       "use the trimtab that wrote it, or a newer one"));
  }
}

void migrate(Database& database) {
  const std::int64_t version = database.pragma("PRAGMA user_version");
  if (version == schema_version) return;
  Work work(database, Work::Kind::write);
  for (auto step = static_cast<std::size_t>(version); step < steps.size(); ++step) database.script(steps[step]);
  database.script(fmt::format("PRAGMA application_id={}", store_application_id).c_str());
  database.script(fmt::format("PRAGMA user_version={}", schema_version).c_str());
  work.commit();
}

void check_structure(Database& database) {
  SQLite::Statement& check = database.select("PRAGMA quick_check(1)");
  const std::string answer(check.executeStep() ? text_of(check, 0) : "no answer");
  check.reset();
  if (answer != "ok") throw Damage(answer);
}

}  // namespace trimtab
