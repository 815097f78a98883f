#include "core/target/kubernetes/lower/lower.h"
#include "core/target/kubernetes/lower/pod.h"
#include "core/target/kubernetes/lower/sidecar.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

/// A volume that one node mounts for writing: the old pod must be gone before the new one starts.
bool mounts_alone(const Resource& resource, const KubeScene& scene) {
  const auto mounts = scene.mounts_of(resource.spec, std::string(resource.id.component()));
  if (!mounts) return false;
  for (const Resource* mounted : *mounts) {
    if (mounted->id.type() == "volume" && mounted->spec.value("access", std::string("rwo")) == "rwo") return true;
  }
  return false;
}

Value pod_template(const Resource& resource, const KubeScene& scene, Value pod) {
  const Value block = resource.spec.value("kubernetes", Value::object());
  Value labels = labels_of(scene.stack(), resource.id);
  labels.update(selector_of(scene.stack(), resource.id));
  labels.update(block.value("podLabels", Value::object()));
  Value metadata{{"labels", std::move(labels)}};
  if (block.contains("podAnnotations")) metadata["annotations"] = block.at("podAnnotations");
  return {{"metadata", std::move(metadata)}, {"spec", std::move(pod)}};
}

Object controller(const Resource& resource, const KubeScene& scene, Value pod, std::int64_t replicas) {
  const bool stable = resource.spec.value("identity", std::string()) == "stable";
  Value manifest{{"apiVersion", "apps/v1"},
                 {"kind", stable ? "StatefulSet" : "Deployment"},
                 {"spec",
                  {{"replicas", replicas},
                   {"selector", {{"matchLabels", selector_of(scene.stack(), resource.id)}}},
                   {"template", pod_template(resource, scene, std::move(pod))}}}};
  if (stable) {
    const Id headless(resource.id.component(), "workload", resource.id.name(), "headless");
    manifest["spec"]["serviceName"] = native_name(scene.stack(), headless);
    // One after the other matters to members that elect each other; ours do not.
    manifest["spec"]["podManagementPolicy"] = "Parallel";
  } else if (mounts_alone(resource, scene)) {
    manifest["spec"]["strategy"]["type"] = "Recreate";
  }
  return manifest_object(resource, scene, std::move(manifest));
}

/// Gives each pod of a stateful set its own name; also before it is ready, because that is when members look for it.
Object headless_service(const Resource& resource, const KubeScene& scene) {
  const Value service{{"apiVersion", "v1"},
                      {"kind", "Service"},
                      {"spec",
                       {{"clusterIP", "None"},
                        {"publishNotReadyAddresses", true},
                        {"selector", selector_of(scene.stack(), resource.id)}}}};
  return manifest_object(resource, scene, service, "headless");
}

/// One at a time may be moved, never none: a budget that allows no eviction blocks the drain of a node for ever.
Object disruption_budget(const Resource& resource, const KubeScene& scene) {
  const Value budget{{"apiVersion", "policy/v1"},
                     {"kind", "PodDisruptionBudget"},
                     {"spec",
                      {{"maxUnavailable", 1},
                       {"selector", {{"matchLabels", selector_of(scene.stack(), resource.id)}}},
                       // What is not ready anyway is not protected.
                       {"unhealthyPodEvictionPolicy", "AlwaysAllow"}}}};
  return manifest_object(resource, scene, budget, "pdb");
}

}  // namespace

Result<std::vector<Object>> lower_kube_workload(const Resource& resource, KubeScene& scene) {
  if (is_sidecar(resource)) return std::vector<Object>();
  const PodPlace place{std::string(resource.id.component()), &resource, false};
  TRIMTAB_TRY(Value pod, pod_of(resource, resource.spec, scene, place));
  const std::int64_t replicas = resource.spec.value("replicas", std::int64_t{1});
  std::vector<Object> objects{controller(resource, scene, std::move(pod), replicas)};
  if (resource.spec.value("identity", std::string()) == "stable") {
    objects.push_back(headless_service(resource, scene));
    objects.front().needs.push_back(objects.back().id);
  }
  if (replicas > 1) objects.push_back(disruption_budget(resource, scene));
  TRIMTAB_CHECK(need_sidecars(resource, resource.spec, scene, objects.front()));
  if (resource.spec.contains("startup")) {
    TRIMTAB_TRY(const std::int64_t timeout, milliseconds(resource.spec.at("startup"), "timeout", 120'000));
    objects.front().timeout = Duration(timeout);
  }
  return objects;
}

}  // namespace trimtab
