#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/target/kubernetes/settings.h"
#include "core/target/lowering_words.h"
#include "core/target/reference.h"
#include "core/target/resource_index.h"
#include "core/target/target.h"

namespace trimtab {

/// Where a text stands that is being lowered.
struct PodPlace {
  std::string component;
  const Resource* workload = nullptr;  ///< inside its pods an endpoint that it serves is on this very host
  bool keeps_previous = false;         ///< `@{previous:…}` stays for the driver: text of an undo
};

/// One lowering to Kubernetes: what it looks up more than once, and its references. Pure: reads only what Lowering
/// gives.
class KubeScene {
 public:
  KubeScene(const KubernetesSettings& settings, const Lowering& lowering);

  [[nodiscard]] const KubernetesSettings& settings() const { return settings_; }
  [[nodiscard]] const std::string& stack() const { return settings_.stack; }
  [[nodiscard]] const std::string& name_space() const { return settings_.name_space; }
  [[nodiscard]] const Record& record() const { return lowering_.record; }
  [[nodiscard]] const Value& target_facts() const { return target_facts_in(lowering_.facts); }
  [[nodiscard]] const ResourceIndex& resources() const { return resources_; }
  /// The workload that says it serves this endpoint.
  [[nodiscard]] Result<const Resource*> server_of(const Resource& endpoint);

  [[nodiscard]] Result<std::string> text(std::string_view text, const PodPlace& place);
  [[nodiscard]] Result<Value> value(const Value& value, const PodPlace& place);
  /// The files of a config with references replaced, and the name that follows from them.
  [[nodiscard]] Result<Value> files_of(const Resource& config);
  [[nodiscard]] Result<std::string> config_digest(const Resource& config);
  /// The version a secret has after this plan.
  [[nodiscard]] Result<std::int64_t> secret_version(const Resource& secret);
  /// Everything that must be mounted for these texts to be true: what they refer to, and what configs among it do.
  [[nodiscard]] Result<std::vector<const Resource*>> mounts_of(const Value& texts, const std::string& component) const;

 private:
  Result<std::string> replaced(const Reference& reference, const PodPlace& place);
  Result<std::string> of_endpoint(const Resource& endpoint, const Reference& reference, const PodPlace& place);
  Result<std::string> of_resource(const Resource& resource, const Reference& reference, const PodPlace& place);

  const KubernetesSettings& settings_;
  const Lowering& lowering_;
  ResourceIndex resources_;
  std::optional<std::unordered_map<Id, const Resource*>> servers_;  ///< by the endpoints they serve
  std::unordered_map<Id, std::string> config_digests_;
  std::unordered_map<Id, std::int64_t> secret_versions_;
  std::unordered_set<Id> under_way_;  ///< guards secret versions against circles
};

}  // namespace trimtab
