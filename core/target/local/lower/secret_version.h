#pragma once

#include "core/target/local/lower/scene.h"

namespace trimtab {

/// A secret's keys with templates taken apart: {"connection": {"template": ["mysql://u:", {"file": PATH, "filter":
/// "url"}, "@h", {"own": KEY, "filter": "raw"}]}}. Paths of other secrets hold their versions, so a version of an input
/// makes a new definition.
[[nodiscard]] Result<Value> lowered_keys(const Resource& secret, Scene& scene);

/// Versions are immutable. The recorded one stays while its definition is the same, it lies on disk and nothing outside
/// that it was made from has changed; then any version on disk of which that is true (a plan tried again, or one that
/// goes back); otherwise the next number after all there ever were.
[[nodiscard]] Result<std::int64_t> decided_version(const Resource& secret, Scene& scene);

}  // namespace trimtab
