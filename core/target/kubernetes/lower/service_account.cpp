#include "core/target/kubernetes/lower/service_account.h"

#include "core/target/kubernetes/lower/lower.h"

namespace trimtab {

std::optional<PodAccount> account_in(const Value& block, std::string_view stack, std::string_view component) {
  const auto found = block.find("serviceAccount");
  if (found == block.end()) return std::nullopt;
  PodAccount account;
  account.name = found->value("name", std::string(stack) + "-" + std::string(component));
  account.token = found->value("token", false);
  account.create = found->value("create", true);
  account.annotations = found->value("annotations", Value::object());
  return account;
}

Status add_service_account(const Resource& resource, const Value& block, KubeScene& scene,
                           std::vector<Object>& objects) {
  const std::string component(resource.id.component());
  const auto account = account_in(block, scene.stack(), component);
  if (!account || !account->create) return {};
  Value manifest{{"apiVersion", "v1"},
                 {"kind", "ServiceAccount"},
                 {"metadata", {{"name", account->name}}},
                 {"automountServiceAccountToken", false}};  // a pod that needs it says so
  if (!account->annotations.empty()) manifest["metadata"]["annotations"] = account->annotations;
  const Id id(component, "service-account", account->name);
  objects.front().needs.push_back(id);
  TRIMTAB_TRY(const bool first, scene.is_first(id, manifest));
  if (!first) return {};
  Resource shared;
  shared.id = id;
  shared.from = resource.from;
  objects.push_back(manifest_object(shared, scene, std::move(manifest)));
  return {};
}

}  // namespace trimtab
