#include "core/target/local/secret_notes.h"

#include "core/support/digest.h"
#include "core/target/local/ownership.h"

namespace trimtab {
namespace {

constexpr std::uint64_t note_limit = std::uint64_t{1} << 20;

/// Names in a directory that may not be there.
Result<std::vector<std::string>> names_in(const LocalSite& site, const Path& directory) {
  TRIMTAB_TRY(auto names, list_if_there(site.seams.disk, directory));
  return std::move(names).value_or(std::vector<std::string>());
}

Result<std::optional<SecretNote>> read_note(const LocalSite& site, const Path& path) {
  TRIMTAB_TRY(const auto text, read_if_there(site.seams.disk, path, note_limit));
  if (!text) return std::nullopt;
  try {
    const Value json = Value::parse(*text);
    return SecretNote{json.at("version").get<std::int64_t>(), json.at("definition").get<std::string>(),
                      json.at("outside")};
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::unreachable, "E0743", path.native() + " is damaged: " + error.what());
  }
}

/// A source that cannot be read any more has not changed: what was made from it stays good.
bool has_changed(const LocalSite& site, const SecretNote& note, const std::string& key) {
  for (const auto& [name, entry] : note.outside.items()) {
    const auto value = outside_value(site, entry.at("source"));
    if (value && !equal_secret(hmac_sha256(key, *value), entry.at("keyed").get<std::string>())) return true;
  }
  return false;
}

Result<Value> versions_of(const LocalSite& site, const std::string& component, const std::string& name) {
  TRIMTAB_TRY(const std::string key, stack_key(site));
  TRIMTAB_TRY(const std::vector<SecretNote> notes, read_notes(site, component, name));
  Value versions = Value::array();
  for (const SecretNote& note : notes) {
    TRIMTAB_TRY(const auto values, site.seams.disk.status(site.layout.secret_version(component, name, note.version)));
    if (!values) continue;
    Value version{{"version", note.version}, {"definition", note.definition}};
    if (has_changed(site, note, key)) version["changed"] = true;
    versions.push_back(std::move(version));
  }
  return versions;
}

}  // namespace

Status write_note(const LocalSite& site, std::string_view component, std::string_view name, const SecretNote& note) {
  const Ownership ownership(site.settings.root, {});
  const Path directory = site.layout.secret_notes(component, name);
  TRIMTAB_CHECK(make_below(site, directory, ownership.only_engine(0700), ownership.only_engine(0700)));
  const Value json{{"version", note.version}, {"definition", note.definition}, {"outside", note.outside}};
  return site.seams.disk.write(directory / ("v" + std::to_string(note.version)), json.dump(),
                               ownership.only_engine(0600));
}

Result<std::vector<SecretNote>> read_notes(const LocalSite& site, std::string_view component, std::string_view name) {
  const Path directory = site.layout.secret_notes(component, name);
  std::vector<SecretNote> notes;
  TRIMTAB_TRY(const std::vector<std::string> files, names_in(site, directory));
  for (const std::string& file : files) {
    if (!file.starts_with('v')) continue;  // a temporary of a write that was cut short
    TRIMTAB_TRY(auto note, read_note(site, directory / file));
    if (note) notes.push_back(std::move(*note));
  }
  return notes;
}

Result<std::string> outside_value(const LocalSite& site, const Value& source) {
  std::string value;
  if (source.contains("file")) {
    const Path path = source.at("file").get<std::string>();
    TRIMTAB_TRY(value, site.seams.disk.read(path, largest_secret));
    if (value.ends_with('\n')) value.pop_back();
    if (value.ends_with('\r')) value.pop_back();
  } else {
    const std::string name = source.at("env").get<std::string>();
    const auto found = site.caller.environment.find(name);
    if (found == site.caller.environment.end()) {
      return fail(Errc::unreachable, "E0744", "the variable " + name + " is not set where trimtab runs",
                  "set " + name + " and run it again");
    }
    value = found->second;
  }
  if (value.empty()) return fail(Errc::unreachable, "E0744", "the secret's source is empty");
  return value;
}

Result<Value> known_secrets(const LocalSite& site) {
  Value secrets = Value::object();
  TRIMTAB_TRY(const std::vector<std::string> components, names_in(site, site.layout.secret_notes()));
  for (const std::string& component : components) {
    TRIMTAB_TRY(const std::vector<std::string> names, names_in(site, site.layout.secret_notes() / component));
    for (const std::string& name : names) {
      TRIMTAB_TRY(secrets[component + "/" + name], versions_of(site, component, name));
    }
  }
  return secrets;
}

}  // namespace trimtab
