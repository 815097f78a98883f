#include "core/state/sqlite/bodies.h"

#include <fmt/format.h>

#include <utility>

#include "core/state/seal.h"
#include "core/state/sqlite/failure.h"
#include "core/state/sqlite/settings.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

std::uint32_t seal_of(std::uint64_t number, std::string_view digest, std::string_view id, std::string_view state,
                      std::string_view json) {
  return Seal().add(number).add(digest).add(id).add(state).add(json).value();
}

std::int64_t insert(Database& database, const Object& object, const std::string& digest, const std::string& json) {
  auto& last = database.select("SELECT max(number) FROM bodies");
  last.executeStep();
  const std::int64_t number = number_of(last, 0) + 1;
  const std::string state = object.digest();
  database.execute("INSERT INTO bodies VALUES(?1, ?2, ?3, ?4, ?5, ?6)", number, digest, object.id.text(), state, json,
                   seal_of(static_cast<std::uint64_t>(number), digest, object.id.text(), state, json));
  return number;
}

}  // namespace

std::int64_t body_of(Database& database, const Object& object) {
  const std::string json = stored_text(Value(object));
  const std::string digest = sha256(json);
  auto& found = database.select("SELECT number FROM bodies WHERE digest = ?1", digest);
  if (found.executeStep()) return number_of(found, 0);
  return insert(database, object, digest, json);
}

std::optional<std::int64_t> body_of(Database& database, const std::optional<Object>& object) {
  if (!object) return std::nullopt;
  return body_of(database, *object);
}

Object body(Database& database, std::int64_t number) {
  auto& row = database.select("SELECT " TRIMTAB_BODY_COLUMNS " FROM bodies b WHERE number = ?1", number);
  if (!row.executeStep()) throw Damage(fmt::format("object {} is not there", number));
  return object_in(row, 0);
}

std::optional<Object> body(Database& database, std::optional<std::int64_t> number) {
  if (!number) return std::nullopt;
  return body(database, *number);
}

Object object_in(const SQLite::Statement& row, int first) { return object_from(sealed_json(row, first)); }

std::string_view sealed_json(const SQLite::Statement& row, int first) {
  const std::string_view id = text_of(row, first + 2);
  const std::string_view json = text_of(row, first + 4);
  if (number_of(row, first + 5) != seal_of(static_cast<std::uint64_t>(number_of(row, first)), text_of(row, first + 1),
                                           id, text_of(row, first + 3), json)) {
    throw Damage(fmt::format("object {} does not fit its seal", id));
  }
  return json;
}

Object object_from(std::string_view json) {
  Value parsed = Value::parse(json);
  // The one large member is moved, not copied.
  Value desired = std::exchange(parsed.at("desired"), nullptr);
  auto object = parsed.get<Object>();
  object.desired = std::move(desired);
  return object;
}

void drop_unused_bodies(Database& database) {
  database.execute(R"sql(
    DELETE FROM bodies WHERE number NOT IN (
      SELECT body FROM objects UNION ALL SELECT body FROM revision_objects
      UNION ALL SELECT desired FROM operations WHERE desired IS NOT NULL
      UNION ALL SELECT before FROM operations WHERE before IS NOT NULL))sql");
}

}  // namespace trimtab
