#include "core/target/local/lower/secret_version.h"

#include "core/support/digest.h"
#include "core/target/secret_versions.h"

namespace trimtab {

Result<Value> lowered_keys(const Resource& secret, Scene& scene) {
  const TextPlace place{std::string(secret.id.component()), 0, false};
  SecretScene of_files{scene.resources(), {}, {}, {}};
  of_files.text = [&](const Reference& reference) { return scene.text(to_text(reference), place); };
  of_files.input = [&](const Reference& reference, const Resource& input) -> Result<Value> {
    TRIMTAB_TRY(const std::int64_t version, scene.secret_version(input));
    const Path directory = scene.layout().secret_version(input.id.component(), input.id.name(), version);
    return Value{{"file", (directory / reference.key).native()}};
  };
  of_files.sources = {"file", "env"};
  return lowered_keys(secret, of_files);
}

Result<std::int64_t> decided_version(const Resource& secret, Scene& scene) {
  TRIMTAB_TRY(const Value keys, lowered_keys(secret, scene));
  return decided_version(secret.id, digest_of(keys), scene.target_facts(), scene.record());
}

}  // namespace trimtab
