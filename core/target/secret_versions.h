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
#include "core/target/resource_index.h"

namespace trimtab {

/// Versions are immutable. The recorded one stays while its definition is the same, the target holds it and nothing
/// outside that it was made from has changed; then any version there of which that is true (a plan tried again, or one
/// that goes back); otherwise the next number after all there ever were. What is there is what `observe_target` found:
/// {"secrets": {"component/name": [{version, definition, changed}, …]}}.
[[nodiscard]] std::int64_t decided_version(const Id& secret, const std::string& definition, const Value& target_facts,
                                           const Record& record);

/// A password that is gone while the data it protects stays is data lost: generated values outlive their component
/// where a volume of it does.
[[nodiscard]] bool is_kept(const Resource& secret, const ResourceIndex& resources);

/// What stands in a template for a secret's value: {"own": KEY, "filter": F}, or where the target keeps another secret.
using SecretInput = std::function<Result<Value>(const Reference& reference, const Resource& secret)>;

/// A secret's keys with templates taken apart: {"connection": {"template": ["mysql://u:", INPUT, "@h"]}}. `text`
/// replaces the references that are no values; `sources` are those that the target can read beside generated values and
/// templates: file, env. Borrows the index.
struct SecretScene {
  const ResourceIndex& resources;
  std::function<Result<std::string>(const Reference&)> text;
  SecretInput input;
  std::vector<std::string_view> sources;
};
[[nodiscard]] Result<Value> lowered_keys(const Resource& secret, const SecretScene& scene);

}  // namespace trimtab
