#include <algorithm>
#include <iterator>
#include <set>

#include "core/model/value_fields.h"
#include "core/support/digest.h"
#include "core/target/kubernetes/lower/exposure.h"
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

namespace {

/// A pod reads the secrets of its own namespace only: the same version once more, made from the first.
Object copy_of(const Resource& resource, const Object& secret, const std::string& name_space) {
  Object copy = object_of(resource, "kubernetes-secret");
  copy.id = copied_secret(resource.id, name_space);
  copy.needs = {resource.id};
  Value keys = Value::object();
  for (const auto& [key, source] : secret.desired.at("keys").items()) {
    keys[key]["template"] = Value::array({{{"secret", secret.desired.at("name")},
                                           {"key", key},
                                           {"filter", "raw"},
                                           {"namespace", secret.desired.at("namespace")}}});
  }
  copy.desired = secret.desired;
  copy.desired["namespace"] = name_space;
  copy.desired["definition"] = digest_of(keys);
  copy.desired["keys"] = std::move(keys);
  return copy;
}

/// A Secret that somebody made in the component's namespace, once more elsewhere.
Result<std::vector<Object>> copies_of(const Resource& resource, const KubeScene& scene) {
  std::vector<Object> objects;
  const Value source{{"name", resource.spec.at("copy_of")},
                     {"namespace", scene.name_space_of(resource.id.component())}};
  const Value places = resource.spec.at("also_in");
  for (const Value& place : places) {
    Object copy = object_of(resource, "kubernetes-secret", "in-" + place.get<std::string>());
    copy.desired = {{"name", source.at("name")},
                    {"namespace", place},
                    {"labels", labels_of(scene.stack(), resource.id)},
                    {"version", 1},
                    {"definition", digest_of(source)},
                    {"keys", Value::object()},
                    {"copy_of", source}};
    objects.push_back(std::move(copy));
  }
  return objects;
}

}  // namespace

Result<std::vector<Object>> lower_kube_secret(const Resource& resource, KubeScene& scene) {
  if (resource.spec.contains("copy_of")) return copies_of(resource, scene);
  TRIMTAB_TRY(const Value keys, lowered_keys(resource, scene));
  TRIMTAB_TRY(const std::int64_t version, scene.secret_version(resource));
  Object object = object_of(resource, "kubernetes-secret");
  object.desired = {{"name", versioned_name(scene.stack(), resource.id, version)},
                    {"namespace", scene.name_space_of(resource.id.component())},
                    {"labels", labels_of(scene.stack(), resource.id)},
                    {"version", version},
                    {"definition", digest_of(keys)},
                    {"keys", keys}};
  object.retain = is_kept(resource, scene.resources());
  TRIMTAB_TRY(const std::set<std::string> elsewhere, scene.users_elsewhere(resource));
  std::vector<Object> objects{std::move(object)};
  for (const std::string& name_space : elsewhere) objects.push_back(copy_of(resource, objects.front(), name_space));
  return objects;
}

Result<std::vector<Object>> lower_kube_endpoint(const Resource& resource, KubeScene& scene) {
  TRIMTAB_TRY(const Resource* server, scene.server_of(resource));
  if (is_sidecar(*server)) return std::vector<Object>();  // inside each pod that speaks of it
  const std::int64_t port = resource.spec.at("port").get<std::int64_t>();
  const Value block = server->spec.value("kubernetes", Value::object());
  Value service{{"apiVersion", "v1"},
                {"kind", "Service"},
                {"spec",
                 {{"selector", selector_of(scene.stack(), server->id)},
                  {"ports", {{{"name", "main"}, {"port", port}, {"targetPort", port}}}}}}};
  if (resource.spec.contains("address")) service["spec"]["clusterIP"] = resource.spec.at("address");
  take_service_settings(block, service);
  Object object = manifest_object(resource, scene, std::move(service));
  if (object.summary.empty()) {
    object.summary = native_name(scene.stack(), resource.id) + "." + scene.name_space_of(resource.id.component()) +
                     ".svc:" + std::to_string(port);
  }
  std::vector<Object> objects{std::move(object)};
  std::ranges::move(ingress_of(resource, *server, scene), std::back_inserter(objects));
  return objects;
}

namespace {

/// Names that a plugin or a user chose: what controllers put behind them must fit too.
Status check_name(const Value& manifest) {
  const std::string kind = text_at(manifest, "/kind");
  const std::string name = text_at(manifest, "/metadata/name");
  const bool numbered = kind == "StatefulSet" || kind == "CronJob";
  const bool label = kind == "Service" || kind == "Job" || kind == "Namespace";
  const std::size_t limit = numbered ? 52 : label ? 63 : 253;
  if (name.size() <= limit) return {};
  return fail(Errc::invalid, "E0835",
              "the name of the " + kind + " \"" + name + "\" has " + std::to_string(name.size()) +
                  " characters; at most " + std::to_string(limit) + " can be",
              "choose a shorter one");
}

}  // namespace

Result<std::vector<Object>> lower_kube_manifest(const Resource& resource, KubeScene& scene) {
  TRIMTAB_TRY(Value manifest, scene.value(resource.spec, {std::string(resource.id.component()), nullptr, false}));
  Object object = manifest_object(resource, scene, std::move(manifest));
  TRIMTAB_CHECK(check_name(object.desired.at("manifest")));
  object.retain = text_view_at(object.desired, "/manifest/kind") == "PersistentVolumeClaim";
  return std::vector{std::move(object)};
}

}  // namespace trimtab
