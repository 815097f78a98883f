#include "core/state/sqlite/revisions.h"

#include <fmt/format.h>

#include "core/state/seal.h"
#include "core/state/sqlite/bodies.h"
#include "core/state/sqlite/failure.h"
#include "core/state/sqlite/settings.h"

namespace trimtab {
namespace {

/// A row of `revisions`; `objects_seal` covers the list of its objects.
struct RevisionRow {
  std::int64_t number = 0;
  std::int64_t run = 0;
  std::int64_t at = 0;
  std::string spec_digest;
  std::string spec;
  std::string facts;
  std::string chosen;
  std::string plugins;
  std::string slots;
  std::int64_t objects_seal = 0;
  std::string terms;  ///< empty when there are none, as in all of schema version 1
};

const std::string table = "revisions";

std::uint32_t seal_of(const RevisionRow& row) {
  const auto number = [](std::int64_t value) { return static_cast<std::uint64_t>(value); };
  Seal seal;
  seal.add(number(row.number)).add(number(row.run)).add(number(row.at)).add(row.spec_digest).add(row.spec);
  seal.add(row.facts).add(row.chosen).add(row.plugins).add(row.slots).add(number(row.objects_seal));
  if (!row.terms.empty()) seal.add(row.terms);
  return seal.value();
}

RevisionRow row_in(const SQLite::Statement& from) {
  const auto text = [&from](int column) { return std::string(text_of(from, column)); };
  RevisionRow row{number_of(from, 0),
                  number_of(from, 1),
                  number_of(from, 2),
                  text(3),
                  text(4),
                  text(5),
                  text(6),
                  text(7),
                  text(8),
                  number_of(from, 9),
                  from.getColumnCount() > 11 ? text(11) : ""};
  if (number_of(from, 10) != seal_of(row)) throw Damage(fmt::format("revision {} does not fit its seal", row.number));
  return row;
}

Revision revision_of(const RevisionRow& row) {
  Revision revision;
  revision.number = static_cast<std::uint64_t>(row.number);
  revision.run = static_cast<std::uint64_t>(row.run);
  revision.at = WallTime(Duration(row.at));
  revision.spec_digest = row.spec_digest;
  revision.spec = Value::parse(row.spec);
  revision.facts = Value::parse(row.facts);
  revision.chosen = Value::parse(row.chosen);
  revision.plugins = Value::parse(row.plugins).get<std::map<std::string, std::string>>();
  revision.slots = Value::parse(row.slots).get<Slots>();
  if (!row.terms.empty()) revision.terms = Value::parse(row.terms).get<Terms>();
  return revision;
}

std::uint32_t seal_of(const std::vector<std::int64_t>& bodies) {
  Seal seal;
  for (const std::int64_t body : bodies) seal.add(static_cast<std::uint64_t>(body));
  return seal.value();
}

std::vector<Object> objects_of(Database& database, const RevisionRow& revision) {
  std::vector<Object> objects;
  std::vector<std::int64_t> bodies;
  auto& row = database.select("SELECT " TRIMTAB_BODY_COLUMNS
                              " FROM revision_objects r JOIN bodies b ON b.number = r.body WHERE r.revision = ?1"
                              " ORDER BY r.position",
                              revision.number);
  while (row.executeStep()) {
    bodies.push_back(number_of(row, 0));
    objects.push_back(object_in(row, 0));
  }
  if (seal_of(bodies) != revision.objects_seal) {
    throw Damage(fmt::format("objects of revision {} are missing or doubled", revision.number));
  }
  return objects;
}

}  // namespace

std::uint64_t write_revision(Database& database, const Revision& revision, std::uint64_t run, WallTime now) {
  std::vector<std::int64_t> bodies;
  bodies.reserve(revision.objects.size());
  for (const Object& object : revision.objects) bodies.push_back(body_of(database, object));
  const RevisionRow row{static_cast<std::int64_t>(last_revision(database)) + 1,
                        static_cast<std::int64_t>(run),
                        now.time_since_epoch().count(),
                        revision.spec_digest,
                        stored_text(revision.spec),
                        stored_text(revision.facts),
                        stored_text(revision.chosen),
                        stored_text(revision.plugins),
                        stored_text(revision.slots),
                        seal_of(bodies),
                        revision.terms == Terms() ? "" : stored_text(revision.terms)};
  const std::uint32_t seal = seal_of(row);
  set_newest(database, table, {static_cast<std::uint64_t>(row.number), seal});
  database.execute("INSERT INTO revisions VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)", row.number,
                   row.run, row.at, row.spec_digest, row.spec, row.facts, row.chosen, row.plugins, row.slots,
                   row.objects_seal, seal, row.terms);
  for (std::size_t position = 0; position < bodies.size(); ++position) {
    database.execute("INSERT INTO revision_objects VALUES(?1, ?2, ?3)", row.number, position, bodies[position]);
  }
  return static_cast<std::uint64_t>(row.number);
}

std::uint64_t last_revision(Database& database) { return newest(database, table).number; }

std::vector<Revision> kept(Database& database) {
  std::vector<Revision> revisions;
  for (std::uint64_t number = last_revision(database); number > 0; --number) {
    auto revision = kept_revision(database, number, false);
    if (!revision) break;
    revisions.push_back(std::move(*revision));
  }
  return revisions;
}

std::optional<Revision> kept_revision(Database& database, std::uint64_t number, bool with_objects) {
  const Newest last = newest(database, table);
  if (number == 0 || number > last.number || number + kept_revisions <= last.number) return std::nullopt;
  auto& found = database.select("SELECT * FROM revisions WHERE number = ?1", number);
  if (!found.executeStep()) throw Damage(fmt::format("revision {} is not there", number));
  const RevisionRow row = row_in(found);
  if (number == last.number && seal_of(row) != last.seal)
    throw Damage("the last revision is not the one that was made");
  Revision revision = revision_of(row);
  if (with_objects) revision.objects = objects_of(database, row);
  return revision;
}

void check_list(Database& database, std::uint64_t number) {
  std::vector<std::int64_t> bodies;
  auto& row = database.select("SELECT body FROM revision_objects WHERE revision = ?1 ORDER BY position", number);
  while (row.executeStep()) bodies.push_back(number_of(row, 0));
  auto& sealed = database.select("SELECT objects_seal FROM revisions WHERE number = ?1", number);
  if (!sealed.executeStep() || number_of(sealed, 0) != seal_of(bodies)) {
    throw Damage(fmt::format("objects of revision {} are missing or doubled", number));
  }
}

bool drop_old_revisions(Database& database) {
  return database.execute("DELETE FROM revisions WHERE number <= (SELECT max(number) FROM revisions) - ?1",
                          kept_revisions) > 0;
}

}  // namespace trimtab
