#include "core/support/digest.h"
#include "core/target/kubernetes/lower/lower.h"
#include "core/target/kubernetes/lower/secret_version.h"
#include "core/target/kubernetes/lower/sidecar.h"
#include "core/target/kubernetes/names.h"
#include "core/target/secret_versions.h"

namespace trimtab {
/// The name follows from the content, so that new content is a new object, which rolls who mounts it; the old one goes
/// when nobody mounts it any more.
Result<std::vector<Object>> lower_kube_config(const Resource& resource, KubeScene& scene) {
  TRIMTAB_TRY(const Value files, scene.files_of(resource));
  TRIMTAB_TRY(const std::string digest, scene.config_digest(resource));
  const Value map{{"apiVersion", "v1"}, {"kind", "ConfigMap"}, {"immutable", true}, {"data", files}};
  return std::vector{manifest_object(resource, scene, map, digest)};
}

Result<std::vector<Object>> lower_kube_secret(const Resource& resource, KubeScene& scene) {
  TRIMTAB_TRY(const Value keys, lowered_keys(resource, scene));
  TRIMTAB_TRY(const std::int64_t version, scene.secret_version(resource));
  Object object = object_of(resource, "kubernetes-secret");
  object.desired = {{"name", versioned_name(scene.stack(), resource.id, version)},
                    {"namespace", scene.name_space()},
                    {"labels", labels_of(scene.stack(), resource.id)},
                    {"version", version},
                    {"definition", digest_of(keys)},
                    {"keys", keys}};
  object.retain = is_kept(resource, scene.resources());
  return std::vector{std::move(object)};
}

Result<std::vector<Object>> lower_kube_endpoint(const Resource& resource, KubeScene& scene) {
  TRIMTAB_TRY(const Resource* server, scene.server_of(resource));
  if (is_sidecar(*server)) return std::vector<Object>();  // inside each pod that speaks of it
  const std::int64_t port = resource.spec.at("port").get<std::int64_t>();
  Value service{{"apiVersion", "v1"},
                {"kind", "Service"},
                {"spec",
                 {{"selector", selector_of(scene.stack(), server->id)},
                  {"ports", {{{"name", "main"}, {"port", port}, {"targetPort", port}}}}}}};
  if (resource.spec.contains("address")) service["spec"]["clusterIP"] = resource.spec.at("address");
  Object object = manifest_object(resource, scene, service);
  if (object.summary.empty()) {
    object.summary =
        native_name(scene.stack(), resource.id) + "." + scene.name_space() + ".svc:" + std::to_string(port);
  }
  return std::vector{std::move(object)};
}

Result<std::vector<Object>> lower_kube_manifest(const Resource& resource, KubeScene& scene) {
  TRIMTAB_TRY(Value manifest, scene.value(resource.spec, {std::string(resource.id.component()), nullptr, false}));
  return std::vector{manifest_object(resource, scene, std::move(manifest))};
}

}  // namespace trimtab
