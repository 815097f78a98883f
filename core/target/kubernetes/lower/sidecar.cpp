#include "core/target/kubernetes/lower/sidecar.h"

#include <algorithm>
#include <set>

#include "core/target/kubernetes/lower/pod.h"
#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

/// Endpoints that texts speak of, also through the files they mount.
Result<std::set<Id>> endpoints_in(const Value& texts, const std::string& component, const KubeScene& scene) {
  std::set<Id> endpoints;
  std::set<Id> seen;
  std::vector<std::pair<Value, std::string>> open{{texts, component}};
  while (!open.empty()) {
    const auto [value, owner] = std::move(open.back());
    open.pop_back();
    TRIMTAB_TRY(const std::vector<Id> used, referred_ids(value, owner));
    for (const Id& id : used) {
      if (id.type() == "endpoint") endpoints.insert(id);
      const char* files = id.type() == "config" ? "files" : id.type() == "secret" ? "keys" : nullptr;
      const Resource* found = files != nullptr ? scene.resources().find(id) : nullptr;
      if (found == nullptr || !seen.insert(id).second) continue;
      open.emplace_back(found->spec.value(files, Value::object()), std::string(id.component()));
    }
  }
  return endpoints;
}

/// The pod's account is that of its own containers.
void keep_account(const Value& inner, Value& container) {
  for (const char* key : {"runAsUser", "runAsGroup"}) {
    const Value& security = inner.at("securityContext");
    if (security.contains(key)) container["securityContext"][key] = security.at(key);
  }
}

Status add_sidecar(const Resource& sidecar, KubeScene& scene, Value& pod) {
  const PodPlace place{std::string(sidecar.id.component()), &sidecar, false};
  TRIMTAB_TRY(Value inner, pod_of(sidecar, sidecar.spec, scene, place));
  Value container = inner.at("containers").at(0);
  const std::string prefix = std::string(sidecar.id.component()) + "-";
  container["name"] = prefix + sidecar.id.name();
  container["restartPolicy"] = "Always";
  container.erase("readinessProbe");  // a pod is ready by what it serves itself
  keep_account(inner, container);
  for (Value& mount : container["volumeMounts"]) mount["name"] = prefix + mount.at("name").get<std::string>();
  if (container.at("volumeMounts").empty()) container.erase("volumeMounts");
  for (Value volume : inner.value("volumes", Value::array())) {
    volume["name"] = prefix + volume.at("name").get<std::string>();
    pod["volumes"].push_back(std::move(volume));
  }
  pod["initContainers"].push_back(std::move(container));
  return {};
}

}  // namespace

bool is_sidecar(const Resource& workload) { return workload.spec.value("beside", false); }

Result<std::vector<const Resource*>> sidecars_of(const Resource& resource, const Value& spec, KubeScene& scene) {
  std::vector<const Resource*> sidecars;
  if (is_sidecar(resource)) return sidecars;
  TRIMTAB_TRY(const std::set<Id> endpoints, endpoints_in(spec, std::string(resource.id.component()), scene));
  for (const Id& id : endpoints) {
    const Resource* endpoint = scene.resources().find(id);
    if (endpoint == nullptr) continue;
    TRIMTAB_TRY(const Resource* server, scene.server_of(*endpoint));
    if (is_sidecar(*server) && std::ranges::find(sidecars, server) == sidecars.end()) sidecars.push_back(server);
  }
  return sidecars;
}

Status add_sidecars(const Resource& resource, const Value& spec, KubeScene& scene, Value& pod) {
  TRIMTAB_TRY(const auto sidecars, sidecars_of(resource, spec, scene));
  for (const Resource* sidecar : sidecars) TRIMTAB_CHECK(add_sidecar(*sidecar, scene, pod));
  return {};
}

Status need_sidecars(const Resource& resource, const Value& spec, KubeScene& scene, Object& object) {
  TRIMTAB_TRY(const auto sidecars, sidecars_of(resource, spec, scene));
  for (const Resource* sidecar : sidecars) {
    TRIMTAB_TRY(const auto mounts, scene.mounts_of(sidecar->spec, std::string(sidecar->id.component())));
    for (const Resource* mounted : mounts) object.needs.push_back(mounted->id);
  }
  return {};
}

}  // namespace trimtab
