#pragma once

#include "core/target/local/lower/scene.h"

namespace trimtab {

/// As in core/target/secret_versions.h, with other secrets as the paths of their files. Paths hold versions, so a new
/// version of an input makes a new definition.
[[nodiscard]] Result<Value> lowered_keys(const Resource& secret, Scene& scene);

/// The version that a secret has after this plan.
[[nodiscard]] Result<std::int64_t> decided_version(const Resource& secret, Scene& scene);

}  // namespace trimtab
