#include "core/target/local/driver/secret_making.h"

#include "core/support/digest.h"
#include "core/target/local/secret_notes.h"
#include "core/target/secret_values.h"

namespace trimtab {
namespace {

Result<std::optional<std::string>> earlier_value(const LocalSite& site, const Object& before, const std::string& key) {
  const auto version = before.desired.at("version").get<std::int64_t>();
  const Path file = site.layout.secret_version(before.id.component(), before.id.name(), version) / key;
  return read_if_there(site.seams.disk, file, largest_secret);
}

}  // namespace

Result<SecretValues> secret_values(const LocalSite& site, const Object& desired, const Object* before) {
  SecretValues values;
  SecretSources files;
  files.other = [&](const Value& part) {
    return site.seams.disk.read(part.at("file").get<std::string>(), largest_secret);
  };
  files.earlier = [&](const Object& earlier, const std::string& key) { return earlier_value(site, earlier, key); };
  files.outside = [&](const std::string& key, const Value& source) -> Result<std::string> {
    TRIMTAB_TRY(const std::string keyed_by, stack_key(site));
    TRIMTAB_TRY(std::string value, outside_value(site, source));
    values.outside[key] = {{"source", source}, {"keyed", hmac_sha256(keyed_by, value)}};
    return value;
  };
  TRIMTAB_TRY(values.by_key, secret_values(desired, before, files, site.seams.random));
  return values;
}

}  // namespace trimtab
