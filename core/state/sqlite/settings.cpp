#include "core/state/sqlite/settings.h"

#include "core/state/seal.h"
#include "core/state/sqlite/failure.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

std::uint32_t seal_of(std::string_view name, std::string_view value) { return Seal().add(name).add(value).value(); }

}  // namespace

std::string setting(Database& database, const std::string& name) {
  auto& row = database.select("SELECT value, seal FROM settings WHERE name = ?1", name);
  if (!row.executeStep()) return {};
  std::string value(text_of(row, 0));
  if (number_of(row, 1) != seal_of(name, value)) throw Damage("the setting " + name + " does not fit its seal");
  return value;
}

void set_setting(Database& database, const std::string& name, const std::string& value) {
  database.execute("INSERT OR REPLACE INTO settings VALUES(?1, ?2, ?3)", name, value, seal_of(name, value));
}

std::uint64_t number_setting(Database& database, const std::string& name) {
  const std::string value = setting(database, name);
  return value.empty() ? 0 : Value::parse(value).get<std::uint64_t>();
}

void set_setting(Database& database, const std::string& name, std::uint64_t value) {
  set_setting(database, name, std::to_string(value));
}

Value value_setting(Database& database, const std::string& name) {
  const std::string value = setting(database, name);
  return value.empty() ? Value::object() : Value::parse(value);
}

void set_setting(Database& database, const std::string& name, const Value& value) {
  set_setting(database, name, stored_text(value));
}

Newest newest(Database& database, const std::string& table) {
  const Value value = value_setting(database, table);
  return {value.value("number", std::uint64_t{0}), value.value("seal", std::uint32_t{0})};
}

void set_newest(Database& database, const std::string& table, const Newest& newest) {
  set_setting(database, table, Value{{"number", newest.number}, {"seal", newest.seal}});
}

std::string stored_text(const Value& value) { return canonical_json(value); }

}  // namespace trimtab
