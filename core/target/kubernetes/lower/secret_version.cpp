#include "core/target/kubernetes/lower/secret_version.h"

#include "core/support/digest.h"
#include "core/target/kubernetes/names.h"
#include "core/target/secret_versions.h"

namespace trimtab {

std::string versioned_name(std::string_view stack, const Id& secret, std::int64_t version) {
  return native_name(stack, Id(secret.component(), secret.type(), secret.name(), "v" + std::to_string(version)));
}

Id copied_secret(const Id& secret, const std::string& name_space) {
  return Id(secret.component(), secret.type(), std::string(secret.name()) + "-in-" + name_space);
}

Result<Value> lowered_keys(const Resource& secret, KubeScene& scene) {
  const PodPlace place{std::string(secret.id.component()), nullptr, false};
  SecretScene of_secrets{scene.resources(), {}, {}, {}};
  of_secrets.text = [&](const Reference& reference) { return scene.text(to_text(reference), place); };
  of_secrets.input = [&](const Reference& reference, const Resource& input) -> Result<Value> {
    TRIMTAB_TRY(const std::int64_t version, scene.secret_version(input));
    Value part{{"secret", versioned_name(scene.stack(), input.id, version)}, {"key", reference.key}};
    const std::string& there = scene.name_space_of(input.id.component());
    if (there != scene.name_space_of(secret.id.component())) part["namespace"] = there;
    return part;
  };
  of_secrets.sources = {"file", "env", "secretKeyRef"};
  return lowered_keys(secret, of_secrets);
}

Result<std::int64_t> decided_version(const Resource& secret, KubeScene& scene) {
  TRIMTAB_TRY(const Value keys, lowered_keys(secret, scene));
  return decided_version(secret.id, digest_of(keys), scene.target_facts(), scene.record());
}

}  // namespace trimtab
