#include "core/target/kubernetes/lower/lower.h"

#include <array>

#include "core/target/kubernetes/lower/grounds.h"
#include "core/target/kubernetes/lower/secret_version.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

using Lower = Result<std::vector<Object>> (*)(const Resource&, KubeScene&);

Result<std::vector<Object>> lower_slot(const Resource&, KubeScene&) { return std::vector<Object>(); }

constexpr std::array<std::pair<std::string_view, Lower>, 9> types{{
    {"volume", lower_kube_volume},
    {"config", lower_kube_config},
    {"secret", lower_kube_secret},
    {"endpoint", lower_kube_endpoint},
    {"slot", lower_slot},
    {"tree", lower_kube_tree},
    {"task", lower_kube_task},
    {"workload", lower_kube_workload},
    {"kubernetes", lower_kube_manifest},
}};

/// An own type of a plugin is its object; the plugin is the driver.
Result<std::vector<Object>> lower_custom(const Resource& resource, KubeScene& scene) {
  Object object = object_of(resource, std::string(resource.id.type()));
  TRIMTAB_TRY(object.desired, scene.value(resource.spec, {std::string(resource.id.component()), nullptr, false, true}));
  return std::vector{std::move(object)};
}

Result<std::vector<Object>> lower_with(Lower lower, const Resource& resource, KubeScene& scene) {
  TRIMTAB_TRY(std::vector<Object> objects, lower(resource, scene));
  TRIMTAB_TRY(const auto secrets, scene.secrets_from_elsewhere(resource));
  for (const Resource* secret : secrets)
    objects.front().needs.push_back(copied_secret(secret->id, scene.name_space_of(resource.id.component())));
  return objects;
}

Result<std::vector<Object>> lower_resource(const Resource& resource, KubeScene& scene) {
  for (const auto& [type, lower] : types) {
    if (type == resource.id.type()) return lower_with(lower, resource, scene);
  }
  if (resource.id.type().contains('.')) return lower_custom(resource, scene);
  return fail(Errc::invalid, "E0728",
              "the kubernetes target knows no resource of type " + std::string(resource.id.type()));
}

}  // namespace

Object manifest_object(const Resource& resource, const KubeScene& scene, Value manifest, std::string_view part) {
  Object object = object_of(resource, "manifest", part);
  Value& metadata = manifest["metadata"];
  if (!metadata.contains("name")) metadata["name"] = native_name(scene.stack(), object.id);
  if (scene.has_name_space(manifest.value("apiVersion", std::string()), manifest.value("kind", std::string()))) {
    if (!metadata.contains("namespace")) metadata["namespace"] = scene.name_space_of(resource.id.component());
  }
  metadata["labels"].update(labels_of(scene.stack(), resource.id));
  metadata["annotations"]["trimtab.dev/id"] = object.id.text();
  object.desired["manifest"] = std::move(manifest);
  return object;
}

Result<std::vector<Object>> lower_all(KubeScene& scene) {
  TRIMTAB_CHECK(scene.check_name_spaces());
  TRIMTAB_TRY(std::vector<Object> objects, lower_each(scene.resources().all(), [&](const Resource& resource) {
                return lower_resource(resource, scene);
              }));
  add_grounds(objects);
  return objects;
}

}  // namespace trimtab
