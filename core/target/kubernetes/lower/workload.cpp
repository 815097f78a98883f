#include <algorithm>
#include <iterator>

#include "core/model/value_fields.h"
#include "core/target/kubernetes/lower/availability.h"
#include "core/target/kubernetes/lower/exposure.h"
#include "core/target/kubernetes/lower/lower.h"
#include "core/target/kubernetes/lower/pod.h"
#include "core/target/kubernetes/lower/pod_settings.h"
#include "core/target/kubernetes/lower/service_account.h"
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
  return {{"metadata", pod_metadata(block, labels)}, {"spec", std::move(pod)}};
}

Object controller(const Resource& resource, const KubeScene& scene, Value pod) {
  const bool stable = resource.spec.value("identity", std::string()) == "stable";
  Value manifest{{"apiVersion", "apps/v1"},
                 {"kind", stable ? "StatefulSet" : "Deployment"},
                 {"spec",
                  {{"selector", {{"matchLabels", selector_of(scene.stack(), resource.id)}}},
                   {"template", pod_template(resource, scene, std::move(pod))}}}};
  // How many there are is the autoscaler's business where there is one.
  if (found_at(resource.spec, "/kubernetes/autoscaling") == nullptr)
    manifest["spec"]["replicas"] = resource.spec.value("replicas", std::int64_t{1});
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

/// What the user asked for and no endpoint can give.
Status check_opened(const Resource& resource, const Value& block, const KubeScene& scene) {
  if (!block.contains("ingress")) return {};
  const auto endpoints = scene.served_by(resource);
  if (std::ranges::any_of(endpoints, [](const Resource* endpoint) {
        return endpoint->spec.value("protocol", std::string("tcp")) == "http";
      }))
    return {};
  return fail(Errc::invalid, "E0843", "an ingress leads to http, and it serves no endpoint that speaks it",
              "remove \"ingress\"");
}

}  // namespace

Result<std::vector<Object>> lower_kube_workload(const Resource& resource, KubeScene& scene) {
  if (is_sidecar(resource)) return std::vector<Object>();
  const PodPlace place{std::string(resource.id.component()), &resource, false};
  const Value block = resource.spec.value("kubernetes", Value::object());
  TRIMTAB_TRY(Value pod, pod_of(resource, resource.spec, scene, place));
  std::vector<Object> objects{controller(resource, scene, std::move(pod))};
  if (resource.spec.value("identity", std::string()) == "stable") {
    objects.push_back(headless_service(resource, scene));
    objects.front().needs.push_back(objects.back().id);
  }
  TRIMTAB_CHECK(need_sidecars(resource, resource.spec, scene, objects.front()));
  TRIMTAB_TRY(auto around, availability_of(resource, objects.front(), scene));
  std::ranges::move(around, std::back_inserter(objects));
  if (block.value("networkPolicy", false)) objects.push_back(network_policy(resource, scene));
  TRIMTAB_CHECK(check_opened(resource, block, scene));
  TRIMTAB_CHECK(add_service_account(resource, block, scene, objects));
  if (resource.spec.contains("startup")) {
    TRIMTAB_TRY(const std::int64_t timeout, milliseconds(resource.spec.at("startup"), "timeout", 120'000));
    objects.front().timeout = Duration(timeout);
  }
  return objects;
}

}  // namespace trimtab
