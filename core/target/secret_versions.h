#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/record.h"
#include "core/model/resource.h"
#include "core/support/error.h"
#include "core/target/reference.h"

namespace trimtab {

/// A version of a secret that the target holds.
struct SecretVersion {
  std::int64_t number = 0;
  std::string definition;  ///< digest of how its values came about
  bool changed = false;    ///< something outside that it was made from is different now
};

/// What `observe_target` found: {"secrets": {"component/name": [{version, definition, changed}, …]}}. Newest first.
[[nodiscard]] std::vector<SecretVersion> secret_versions_in(const Value& target_facts, const Id& secret);

/// Versions are immutable. The recorded one stays while its definition is the same, the target holds it and nothing
/// outside that it was made from has changed; then any version there of which that is true (a plan tried again, or one
/// that goes back); otherwise the next number after all there ever were. `observed`: the target was looked at.
[[nodiscard]] std::int64_t decided_version(const std::string& definition, const std::vector<SecretVersion>& there,
                                           bool observed, const Recorded* recorded);

/// What stands in a template for a secret's value: {"own": KEY, "filter": F}, or where the target keeps another secret.
using SecretInput = std::function<Result<Value>(const Reference& reference, const Resource& secret)>;

/// A secret's keys with templates taken apart: {"connection": {"template": ["mysql://u:", INPUT, "@h"]}}. `text`
/// replaces the references that are no values, `find` gives the secret of one that is; `sources` are those that the
/// target can read beside generated values and templates: file, env.
struct SecretScene {
  std::function<Result<std::string>(const Reference&)> text;
  std::function<Result<const Resource*>(const Id&)> find;
  SecretInput input;
  std::vector<std::string_view> sources;
};
[[nodiscard]] Result<Value> lowered_keys(const Resource& secret, const SecretScene& scene);

}  // namespace trimtab
