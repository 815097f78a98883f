#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/kube/kinds.h"
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
  bool in_no_pod = false;              ///< nothing is mounted: a secret is NAMESPACE/NAME/KEY, for the engine to read
};

/// One lowering to Kubernetes: what it looks up more than once, and its references. Pure: reads only what Lowering
/// gives.
class KubeScene {
 public:
  /// `kinds` says which kinds have no namespace; without it those that every cluster has are known.
  KubeScene(const KubernetesSettings& settings, const Lowering& lowering, const KubeKinds* kinds = nullptr);

  [[nodiscard]] const KubernetesSettings& settings() const { return settings_; }
  [[nodiscard]] const std::string& stack() const { return settings_.stack; }
  /// Where a component lives: `kubernetes.namespace`, or the target's.
  [[nodiscard]] const std::string& name_space_of(std::string_view component) const;
  /// Errc::invalid when parts of one component want to live apart.
  [[nodiscard]] Status check_name_spaces() const;
  [[nodiscard]] bool has_name_space(const std::string& api_version, const std::string& kind) const;
  [[nodiscard]] const Record& record() const { return lowering_.record; }
  [[nodiscard]] const Value& target_facts() const { return target_facts_in(lowering_.facts); }
  [[nodiscard]] const ResourceIndex& resources() const { return resources_; }
  /// The workload that says it serves this endpoint.
  [[nodiscard]] Result<const Resource*> server_of(const Resource& endpoint);
  [[nodiscard]] std::vector<const Resource*> served_by(const Resource& workload) const;
  /// The components whose programs, files or secrets refer to an endpoint of the workload, and its own.
  [[nodiscard]] std::set<std::string> clients_of(const Resource& workload);
  /// The secrets of components in other namespaces that a program uses.
  [[nodiscard]] Result<std::vector<const Resource*>> secrets_from_elsewhere(const Resource& program) const;
  /// Other namespaces in which pods use the secret.
  [[nodiscard]] Result<std::set<std::string>> users_elsewhere(const Resource& secret);
  /// Whether nobody brought this object before; an error when somebody did, and it was another one.
  [[nodiscard]] Result<bool> is_first(const Id& id, const Value& manifest);
  /// The paths in a published directory, as the fact about it says.
  [[nodiscard]] Result<std::vector<std::string>> files_in(const Resource& tree) const;

  [[nodiscard]] Result<std::string> text(std::string_view text, const PodPlace& place);
  [[nodiscard]] Result<Value> value(const Value& value, const PodPlace& place);
  /// The files of a config with references replaced, and the name that follows from them.
  [[nodiscard]] Result<Value> files_of(const Resource& config);
  [[nodiscard]] Result<std::string> config_digest(const Resource& config);
  /// The version a secret has after this plan.
  [[nodiscard]] Result<std::int64_t> secret_version(const Resource& secret);
  /// Everything that texts refer to, and what the texts in configs among it do; of secrets too, where it says so.
  enum class Through { configs, configs_and_secrets };
  [[nodiscard]] Result<std::set<Id>> reached_from(const Value& texts, const std::string& component,
                                                  Through through = Through::configs) const;
  /// Everything that must be mounted for these texts to be true: what they refer to, and what configs among it do.
  [[nodiscard]] Result<std::vector<const Resource*>> mounts_of(const Value& texts, const std::string& component) const;

 private:
  Result<std::string> replaced(const Reference& reference, const PodPlace& place);
  Result<std::string> of_endpoint(const Resource& endpoint, const Reference& reference, const PodPlace& place);
  Result<std::string> of_resource(const Resource& resource, const Reference& reference, const PodPlace& place);

  [[nodiscard]] Status find_secret_users();

  const KubernetesSettings& settings_;
  const Lowering& lowering_;
  const KubeKinds* kinds_;
  ResourceIndex resources_;
  std::map<std::string, std::set<std::string>, std::less<>> name_spaces_;  ///< by component, where it says so
  KubeKinds defined_;                                                      ///< by the stack's own definitions
  std::map<Id, Value> shared_;                                             ///< objects that several resources bring
  std::optional<std::map<Id, std::set<std::string>>> clients_;             ///< components by the endpoint they refer to
  std::optional<std::map<Id, std::set<std::string>>> secret_users_;        ///< namespaces by secret
  std::optional<std::unordered_map<Id, const Resource*>> servers_;         ///< by the endpoints they serve
  std::unordered_map<Id, std::string> config_digests_;
  std::unordered_map<Id, std::int64_t> secret_versions_;
  std::unordered_set<Id> under_way_;  ///< guards secret versions against circles
};

}  // namespace trimtab
