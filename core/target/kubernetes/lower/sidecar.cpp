#include "core/target/kubernetes/lower/sidecar.h"

#include <algorithm>
#include <set>

#include "core/target/kubernetes/lower/pod.h"
#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

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
  container["name"] = prefix + std::string(sidecar.id.name());
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
  // Addresses stand in secrets too: a connection's URL has its password in it.
  TRIMTAB_TRY(const std::set<Id> reached,
              scene.reached_from(spec, std::string(resource.id.component()), KubeScene::Through::configs_and_secrets));
  for (const Id& id : reached) {
    if (id.type() != "endpoint") continue;
    TRIMTAB_TRY(const Resource* server, scene.server_of(*scene.resources().find(id)));
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
