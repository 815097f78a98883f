#include "core/support/digest.h"
#include "core/target/local/driver/drivers.h"
#include "core/target/local/driver/secret_making.h"
#include "core/target/local/driver/single_driver.h"
#include "core/target/local/secret_notes.h"

namespace trimtab {
namespace {

// Revisions that a rollback can go back to need their versions: more than the ten that are kept.
constexpr std::int64_t kept_versions = 15;

std::int64_t version_number(const Object& object) { return object.desired.at("version").get<std::int64_t>(); }

/// Secrets: one directory per version, made whole or not at all, and never written again.
class SecretDriver final : public SingleDriver {
 public:
  using SingleDriver::SingleDriver;

 private:
  Path version_path(const Object& object, std::int64_t version) const {
    return site().layout.secret_version(object.id.component(), object.id.name(), version);
  }

  Result<bool> is_anything_left(const Object& object) override {
    TRIMTAB_TRY(const auto values, disk().status(path_of(object)));
    TRIMTAB_TRY(const auto notes, disk().status(site().layout.secret_notes(object.id.component(), object.id.name())));
    return values || notes;
  }

  Result<Observed> look(const Question&, const Object& baseline) override {
    const Path directory = version_path(baseline, version_number(baseline));
    const Access access = access_from(baseline.desired.at("access"));
    Observed observed;
    observed.exists = true;
    for (const auto& [key, source] : baseline.desired.at("keys").items()) {
      TRIMTAB_TRY(const auto found, disk().status(directory / key));
      if (!found) observed.exists = false;
      if (!found || !observed.drift.empty()) continue;
      if (found->kind != FileKind::regular) return foreign("whoever put something there that is not a file");
      observed.drift = access_drift(access, *found);
    }
    if (!observed.exists) observed.drift.clear();
    observed.native = "v" + std::to_string(version_number(baseline));
    observed.health = there(observed.exists);
    return observed;
  }

  Result<bool> is_whole(const Object& object, const Path& directory) const {
    for (const auto& [key, source] : object.desired.at("keys").items()) {
      TRIMTAB_TRY(const auto found, disk().status(directory / key));
      if (!found) return false;
    }
    return true;
  }

  Status make_version(const Effect& effect, const Path& directory) {
    const Object& object = *effect.desired;
    const Access access = access_from(object.desired.at("access"));
    TRIMTAB_TRY(const SecretValues values, secret_values(site(), object, effect.before));
    const Path draft = directory.parent_path() / ("." + directory.filename().native());
    TRIMTAB_CHECK(disk().remove_tree(draft));
    TRIMTAB_CHECK(disk().make_directory(draft, access_from(object.desired.at("directories"))));
    for (const auto& [key, value] : values.by_key) TRIMTAB_CHECK(disk().write(draft / key, value, access));
    // The note first: a version without one would be taken for none.
    const SecretNote note{version_number(object), object.desired.at("definition").get<std::string>(), values.outside};
    TRIMTAB_CHECK(write_note(site(), object.id.component(), object.id.name(), note));
    TRIMTAB_CHECK(disk().remove_tree(directory));
    return disk().rename(draft, directory);
  }

  Result<Effected> make(const Effect& effect) override {
    const Object& object = *effect.desired;
    const Path directory = version_path(object, version_number(object));
    const Access directories = access_from(object.desired.at("directories"));
    TRIMTAB_CHECK(make_below(site(), directory.parent_path(), directories, directories));
    TRIMTAB_TRY(const bool whole, is_whole(object, directory));
    if (whole) {
      TRIMTAB_CHECK(disk().make_directory(directory, directories));
      for (const auto& [key, source] : object.desired.at("keys").items()) {
        TRIMTAB_CHECK(disk().set_access(directory / key, access_from(object.desired.at("access"))));
      }
    } else {
      TRIMTAB_CHECK(make_version(effect, directory));
      TRIMTAB_CHECK(collect(object));
    }
    return Effected{"v" + std::to_string(version_number(object)), "v" + std::to_string(version_number(object))};
  }

  Status collect(const Object& object) {
    TRIMTAB_TRY(const auto notes, read_notes(site(), object.id.component(), object.id.name()));
    for (const SecretNote& note : notes) {
      if (note.version > version_number(object) - kept_versions) continue;
      TRIMTAB_CHECK(disk().remove_tree(version_path(object, note.version)));
      const Path directory = site().layout.secret_notes(object.id.component(), object.id.name());
      TRIMTAB_CHECK(disk().remove_file(directory / ("v" + std::to_string(note.version))));
    }
    return {};
  }

  Status take_away(const Effect&, const Object& object) override {
    TRIMTAB_CHECK(disk().remove_tree(path_of(object)));
    return disk().remove_tree(site().layout.secret_notes(object.id.component(), object.id.name()));
  }
};

}  // namespace

std::unique_ptr<Driver> make_secret_driver(const LocalSite& site) { return std::make_unique<SecretDriver>(site); }

}  // namespace trimtab
