#include "core/target/kubernetes/lower/scene.h"

#include <algorithm>
#include <set>

#include "core/support/digest.h"
#include "core/target/kubernetes/lower/secret_version.h"
#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

bool serves(const Resource& workload, const Resource& endpoint) {
  if (workload.id.type() != "workload" || workload.id.component() != endpoint.id.component()) return false;
  const Value names = workload.spec.value("serves", Value::array());
  return std::ranges::any_of(names, [&](const Value& name) {
    const auto id = named_resource(name.get<std::string>(), workload.id.component());
    return id && *id == endpoint.id;
  });
}

}  // namespace

KubeScene::KubeScene(const KubernetesSettings& settings, const Lowering& lowering)
    : settings_(settings), lowering_(lowering) {
  by_id_.reserve(lowering.resources.size());
  for (const Resource& resource : lowering.resources) by_id_.emplace(resource.id, &resource);
}

const Value& KubeScene::target_facts() const {
  static const Value none = Value::object();
  if (!lowering_.facts.is_object()) return none;
  const auto found = lowering_.facts.find("@target");
  return found == lowering_.facts.end() ? none : *found;
}

const Resource* KubeScene::find(const Id& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

Result<const Resource*> KubeScene::need(const Id& id) const {
  if (const Resource* resource = find(id)) return resource;
  return fail(Errc::invalid, "E0721", "there is no resource " + id.text());
}

Result<const Resource*> KubeScene::server_of(const Resource& endpoint) const {
  const auto server =
      std::ranges::find_if(resources(), [&](const Resource& resource) { return serves(resource, endpoint); });
  if (server != resources().end()) return &*server;
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
  TRIMTAB_TRY(const Value files, files_of(config));
  return digest_of(files).substr(0, digits);
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

Result<std::vector<const Resource*>> KubeScene::mounts_of(const Value& texts, const std::string& component) const {
  std::vector<const Resource*> mounts;
  std::set<Id> seen;
  std::vector<std::pair<Value, std::string>> open{{texts, component}};
  while (!open.empty()) {
    const auto [value, owner] = std::move(open.back());
    open.pop_back();
    TRIMTAB_TRY(const std::vector<Id> used, referred_ids(value, owner));
    for (const Id& id : used) {
      const Resource* found = find(id);
      const bool mounted = id.type() == "config" || id.type() == "secret" || id.type() == "volume";
      if (found == nullptr || !mounted || !seen.insert(id).second) continue;
      mounts.push_back(found);
      // What a file says about other files must be true where it is read.
      if (id.type() == "config") open.emplace_back(found->spec.at("files"), std::string(id.component()));
    }
  }
  std::ranges::sort(mounts, {}, &Resource::id);
  return mounts;
}

}  // namespace trimtab
