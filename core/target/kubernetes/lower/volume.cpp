#include "core/target/kubernetes/lower/volume.h"

#include "core/target/kubernetes/access_mode.h"
#include "core/target/kubernetes/lower/lower.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

Value claim_of(const std::string& size, const std::string& access) {
  return {{"apiVersion", "v1"},
          {"kind", "PersistentVolumeClaim"},
          {"spec", {{"accessModes", {access_mode(access)}}, {"resources", {{"requests", {{"storage", size}}}}}}}};
}

/// Volumes have no namespace, so their names say which one they are for.
std::string name_of_volume(const Resource& resource, const KubeScene& scene) {
  return scene.name_space_of(resource.id.component()) + "-" + native_name(scene.stack(), resource.id);
}

Object volume_of_share(const Resource& resource, const Value& share, const KubeScene& scene) {
  const std::string access = resource.spec.value("access", std::string("rwo"));
  Value source{{"server", share.at("server")}, {"path", share.at("path")}};
  if (access == "rox") source["readOnly"] = true;
  Value manifest{{"apiVersion", "v1"},
                 {"kind", "PersistentVolume"},
                 {"metadata", {{"name", name_of_volume(resource, scene)}}},
                 {"spec",
                  {{"capacity", {{"storage", resource.spec.value("size", std::string("1Gi"))}}},
                   {"accessModes", {access_mode(access)}},
                   {"persistentVolumeReclaimPolicy", "Retain"},  // what lies there is the server's, whoever mounts it
                   {"storageClassName", ""},
                   {"nfs", std::move(source)},
                   // Nobody else's claim may take it.
                   {"claimRef",
                    {{"namespace", scene.name_space_of(resource.id.component())},
                     {"name", native_name(scene.stack(), resource.id)}}}}}};
  if (share.contains("options")) manifest["spec"]["mountOptions"] = share.at("options");
  Object object = manifest_object(resource, scene, std::move(manifest), "share");
  object.desired["manifest"]["metadata"].erase("namespace");
  if (object.summary.empty())
    object.summary = share.at("server").get<std::string>() + ":" + share.at("path").get<std::string>();
  return object;
}

}  // namespace

std::string claim_name(const Resource& volume, const KubeScene& scene) {
  return volume.spec.value("claim", native_name(scene.stack(), volume.id));
}

bool is_read_only(const Resource& volume) { return volume.spec.value("access", std::string("rwo")) == "rox"; }

Result<std::vector<Object>> lower_kube_volume(const Resource& resource, KubeScene& scene) {
  if (resource.spec.contains("claim")) return std::vector<Object>();  // somebody else's, only mounted
  const std::string size = resource.spec.value("size", std::string("1Gi"));
  const std::string access = resource.spec.value("access", std::string("rwo"));
  Value claim = claim_of(size, access);
  const Value settings = resource.spec.value("kubernetes", Value::object());
  if (settings.contains("storageClass")) claim["spec"]["storageClassName"] = settings.at("storageClass");
  std::vector<Object> objects;
  const bool share = resource.spec.contains("nfs");
  if (share) {
    TRIMTAB_TRY(const Value where,
                scene.value(resource.spec.at("nfs"), {std::string(resource.id.component()), nullptr, false}));
    objects.push_back(volume_of_share(resource, where, scene));
    claim["spec"]["storageClassName"] = "";  // no class makes one
    claim["spec"]["volumeName"] = name_of_volume(resource, scene);
  }
  Object object = manifest_object(resource, scene, std::move(claim));
  object.retain = !share && resource.spec.value("retain", true);
  if (share) object.needs.push_back(objects.front().id);
  if (object.summary.empty()) object.summary = size + " " + access;
  objects.push_back(std::move(object));
  return objects;
}

}  // namespace trimtab
