#include "core/support/digest.h"
#include "core/target/local/lower/lower.h"
#include "core/target/local/lower/secret_version.h"
#include "core/target/secret_versions.h"

namespace trimtab {

Result<std::vector<Object>> lower_secret(const Resource& resource, Scene& scene) {
  Object object = object_of(resource, "secret");
  const std::string_view component = resource.id.component();
  TRIMTAB_TRY(const Value keys, lowered_keys(resource, scene));
  TRIMTAB_TRY(const std::int64_t version, scene.secret_version(resource));
  Access access = scene.ownership().readable(0640);
  if (scene.settings().root && resource.spec.value("owner", std::string()) == "service") {
    TRIMTAB_TRY(const LocalAccount account, scene.account(component));
    access = scene.ownership().of(account.uid, 0640);
  }
  object.desired = {{"path", scene.layout().secret(component, resource.id.name()).native()},
                    {"version", version},
                    {"definition", digest_of(keys)},
                    {"keys", keys},
                    {"directories", to_value(scene.ownership().readable(0750))},
                    {"access", to_value(access)}};
  object.retain = is_kept(resource, scene.resources());
  return std::vector{std::move(object)};
}

}  // namespace trimtab
