#include "core/target/kubernetes/lower/scene.h"

#include <algorithm>
#include <array>
#include <span>

#include "core/model/value_fields.h"
#include "core/support/digest.h"
#include "core/target/kubernetes/defined_kinds.h"
#include "core/target/kubernetes/lower/secret_version.h"
#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

/// The first workload that names it serves an endpoint of its component.
std::unordered_map<Id, const Resource*> servers_among(std::span<const Resource> resources) {
  std::unordered_map<Id, const Resource*> servers;
  for (const Resource& resource : resources) {
    if (resource.id.type() != "workload") continue;
    const Value names = resource.spec.value("serves", Value::array());
    for (const Value& name : names) {
      const auto id = named_resource(name.get<std::string>(), resource.id.component());
      if (id && id->component() == resource.id.component()) servers.emplace(*id, &resource);
    }
  }
  return servers;
}

std::map<std::string, std::set<std::string>, std::less<>> name_spaces_among(std::span<const Resource> resources) {
  std::map<std::string, std::set<std::string>, std::less<>> found;
  for (const Resource& resource : resources) {
    for (const char* place : {"/kubernetes/namespace", "/run/kubernetes/namespace"}) {
      const std::string name = text_at(resource.spec, place);
      if (!name.empty()) found[std::string(resource.id.component())].insert(name);
    }
  }
  return found;
}

KubeKinds defined_among(std::span<const Resource> resources) {
  KubeKinds defined;
  for (const Resource& resource : resources) {
    if (resource.id.type() != "kubernetes") continue;
    for (const KubeKind& kind : kinds_defined_by(resource.spec)) defined.add(kind);
  }
  return defined;
}

}  // namespace

KubeScene::KubeScene(const KubernetesSettings& settings, const Lowering& lowering, const KubeKinds* kinds)
    : settings_(settings),
      lowering_(lowering),
      kinds_(kinds),
      resources_(lowering.resources),
      name_spaces_(name_spaces_among(lowering.resources)),
      defined_(defined_among(lowering.resources)) {}

Result<const Resource*> KubeScene::server_of(const Resource& endpoint) {
  if (!servers_) servers_ = servers_among(resources_.all());
  if (const auto server = servers_->find(endpoint.id); server != servers_->end()) return server->second;
  return fail(Errc::invalid, "E0821", "no workload says that it serves " + endpoint.id.text());
}

Result<Value> KubeScene::files_of(const Resource& config) {
  const PodPlace place{std::string(config.id.component()), nullptr, false};
  Value files = Value::object();
  for (const auto& [name, content] : config.spec.at("files").items()) {
    TRIMTAB_TRY(files[name], text(content.at("text").get_ref<const std::string&>(), place));
  }
  return files;
}

Result<std::string> KubeScene::config_digest(const Resource& config) {
  constexpr std::size_t digits = 8;
  if (const auto known = config_digests_.find(config.id); known != config_digests_.end()) return known->second;
  TRIMTAB_TRY(const Value files, files_of(config));
  return config_digests_.emplace(config.id, digest_of(files).substr(0, digits)).first->second;
}

Result<std::int64_t> KubeScene::secret_version(const Resource& secret) {
  if (const auto known = secret_versions_.find(secret.id); known != secret_versions_.end()) return known->second;
  if (!under_way_.insert(secret.id).second) {
    return fail(Errc::invalid, "E0725", secret.id.text() + ": its templates need each other's values in a circle");
  }
  auto version = decided_version(secret, *this);
  under_way_.erase(secret.id);
  if (version) secret_versions_.emplace(secret.id, *version);
  return version;
}

Result<std::set<Id>> KubeScene::reached_from(const Value& texts, const std::string& component, Through through) const {
  std::set<Id> reached;
  std::vector<std::pair<Value, std::string>> open{{texts, component}};
  while (!open.empty()) {
    const auto [value, owner] = std::move(open.back());
    open.pop_back();
    TRIMTAB_TRY(const std::vector<Id> used, referred_ids(value, owner));
    for (const Id& id : used) {
      const Resource* found = resources_.find(id);
      if (found == nullptr || !reached.insert(id).second) continue;
      // What a file says about other files must be true where it is read.
      const bool secret = id.type() == "secret" && through == Through::configs_and_secrets;
      const char* inner = id.type() == "config" ? "files" : secret ? "keys" : nullptr;
      if (inner != nullptr) open.emplace_back(found->spec.value(inner, Value::object()), std::string(id.component()));
    }
  }
  return reached;
}

Result<std::vector<const Resource*>> KubeScene::mounts_of(const Value& texts, const std::string& component) const {
  constexpr std::array<std::string_view, 4> mounted{"config", "secret", "volume", "tree"};
  std::vector<const Resource*> mounts;
  TRIMTAB_TRY(const std::set<Id> reached, reached_from(texts, component));
  for (const Id& id : reached) {
    if (std::ranges::find(mounted, id.type()) != mounted.end()) mounts.push_back(resources_.find(id));
  }
  return mounts;
}

}  // namespace trimtab
