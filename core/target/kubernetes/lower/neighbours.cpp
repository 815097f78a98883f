#include <algorithm>
#include <array>

#include "core/model/value_fields.h"
#include "core/target/kubernetes/lower/scene.h"

// What a scene knows of things that touch each other: who lives where, who serves whom, who reads what.
namespace trimtab {
namespace {

/// Kinds without a namespace that every cluster has.
constexpr std::array<std::string_view, 10> cluster_wide{"Namespace",
                                                        "PersistentVolume",
                                                        "ClusterRole",
                                                        "ClusterRoleBinding",
                                                        "StorageClass",
                                                        "CustomResourceDefinition",
                                                        "PriorityClass",
                                                        "IngressClass",
                                                        "ValidatingWebhookConfiguration",
                                                        "MutatingWebhookConfiguration"};

bool is_program(const Resource& resource) { return resource.id.type() == "workload" || resource.id.type() == "task"; }

}  // namespace

const std::string& KubeScene::name_space_of(std::string_view component) const {
  const auto own = name_spaces_.find(component);
  return own == name_spaces_.end() ? settings_.name_space : *own->second.begin();
}

Status KubeScene::check_name_spaces() const {
  for (const auto& [component, names] : name_spaces_) {
    if (names.size() > 1)
      return fail(Errc::invalid, "E0844",
                  component + " would live in the namespaces " + *names.begin() + " and " + *names.rbegin() +
                      ": what belongs to one component shares its secrets and volumes",
                  "write \"namespace\" once, in the component's own kubernetes block");
  }
  return {};
}

bool KubeScene::has_name_space(const std::string& api_version, const std::string& kind) const {
  const KubeKind* known = kinds_ != nullptr ? kinds_->find(api_version, kind) : nullptr;
  if (known != nullptr) return known->namespaced;
  if (const KubeKind* own = defined_.find(api_version, kind)) return own->namespaced;
  return std::ranges::find(cluster_wide, kind) == cluster_wide.end();
}

std::vector<const Resource*> KubeScene::served_by(const Resource& workload) const {
  std::vector<const Resource*> endpoints;
  const Value names = workload.spec.value("serves", Value::array());
  for (const Value& name : names) {
    const auto id = named_resource(name.get<std::string>(), workload.id.component());
    const Resource* endpoint = id ? resources_.find(*id) : nullptr;
    if (endpoint != nullptr && endpoint->id.type() == "endpoint") endpoints.push_back(endpoint);
  }
  return endpoints;
}

std::set<std::string> KubeScene::clients_of(const Resource& workload) {
  if (!clients_) {
    clients_.emplace();
    for (const Resource& resource : resources_.all()) {
      const auto used = referred_ids(resource.spec, resource.id.component());
      if (!used) continue;  // its own lowering says what is wrong
      for (const Id& id : *used) {
        if (id.type() == "endpoint") (*clients_)[id].insert(std::string(resource.id.component()));
      }
    }
  }
  std::set<std::string> components{std::string(workload.id.component())};
  for (const Resource* endpoint : served_by(workload)) components.merge(std::set((*clients_)[endpoint->id]));
  return components;
}

Result<std::vector<const Resource*>> KubeScene::secrets_from_elsewhere(const Resource& program) const {
  std::vector<const Resource*> secrets;
  if (name_spaces_.empty() || !is_program(program)) return secrets;  // all live in one
  const std::string component(program.id.component());
  TRIMTAB_TRY(const std::set<Id> reached, reached_from(program.spec, component));
  for (const Id& id : reached) {
    if (id.type() == "secret" && name_space_of(id.component()) != name_space_of(component))
      secrets.push_back(resources_.find(id));
  }
  return secrets;
}

Status KubeScene::find_secret_users() {
  std::map<Id, std::set<std::string>> users;
  for (const Resource& resource : resources_.all()) {
    TRIMTAB_TRY(const auto secrets, secrets_from_elsewhere(resource));
    for (const Resource* secret : secrets) users[secret->id].insert(name_space_of(resource.id.component()));
  }
  secret_users_ = std::move(users);
  return {};
}

Result<std::set<std::string>> KubeScene::users_elsewhere(const Resource& secret) {
  if (!secret_users_) TRIMTAB_CHECK(find_secret_users());
  const auto found = secret_users_->find(secret.id);
  std::set<std::string> elsewhere = found == secret_users_->end() ? std::set<std::string>() : found->second;
  const Value named = secret.spec.value("also_in", Value::array());
  for (const Value& name_space : named) elsewhere.insert(name_space.get<std::string>());
  elsewhere.erase(name_space_of(secret.id.component()));
  return elsewhere;
}

Result<bool> KubeScene::is_first(const Id& id, const Value& manifest) {
  const auto [known, first] = shared_.emplace(id, manifest);
  if (first || known->second == manifest) return first;
  return fail(Errc::invalid, "E0845",
              "it wants the " + std::string(id.type()) + " " + std::string(id.name()) +
                  " otherwise than another part of the component",
              "write it once, in the component's own kubernetes block");
}

Result<std::vector<std::string>> KubeScene::files_in(const Resource& tree) const {
  const Value facts = lowering_.facts.value(std::string(tree.id.component()), Value::object());
  for (const Value& fact : facts) {
    if (!fact.is_object() || fact.value("digest", Value()) != tree.spec.at("digest")) continue;
    if (fact.contains("paths")) return fact.at("paths").get<std::vector<std::string>>();
  }
  return fail(Errc::invalid, "E0847", "nothing is known of the directory it publishes",
              "tell the plugin's author: it has to ask for a fact of type tree");
}

}  // namespace trimtab
