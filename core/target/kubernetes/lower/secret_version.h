#pragma once

#include "core/target/kubernetes/lower/scene.h"

namespace trimtab {

/// As in core/target/secret_versions.h, with other secrets as {"secret": NAME, "key": KEY}, where NAME holds the
/// version: a new version of an input makes a new definition. `secretKeyRef` names a Secret that others made.
[[nodiscard]] Result<Value> lowered_keys(const Resource& secret, KubeScene& scene);

/// The version that a secret has after this plan.
[[nodiscard]] Result<std::int64_t> decided_version(const Resource& secret, KubeScene& scene);

/// The copy of a secret that pods of another namespace read.
[[nodiscard]] Id copied_secret(const Id& secret, const std::string& name_space);

/// The Secret that holds this version.
[[nodiscard]] std::string versioned_name(std::string_view stack, const Id& secret, std::int64_t version);

}  // namespace trimtab
