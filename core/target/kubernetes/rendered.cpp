#include "core/target/kubernetes/rendered.h"

#include <fmt/format.h>

#include <set>

#include "core/model/value_fields.h"
#include "core/support/text.h"
#include "core/target/kubernetes/published_tree.h"

namespace trimtab {
namespace {

std::string name_space_of(const Object& object) {
  const std::string own = text_at(object.desired, "/manifest/metadata/namespace");
  return own.empty() ? text_at(object.desired, "/namespace") : own;
}

Rendered secret_note(const Object& object) {
  std::vector<std::string> keys;
  for (const auto& [key, source] : object.desired.at("keys").items()) keys.push_back(key);
  const std::string name = text_at(object.desired, "/name");
  const std::string name_space = text_at(object.desired, "/namespace");
  return {fmt::format("{}: Secret {} in namespace {}, keys: {}\n"
                      "Its values are in the cluster and nowhere else; with them:\n"
                      "kubectl get secret {} --namespace={} --output=yaml",
                      object.id.text(), name, name_space, join(keys, ", "), name, name_space),
          nullptr};
}

Result<Rendered> rendered(const Object& object, const Disk& disk) {
  if (object.driver == "kubernetes-secret") return secret_note(object);
  if (object.driver == "kubernetes-tree") {
    TRIMTAB_TRY(Value manifest, published_tree(disk, object));
    return Rendered{object.id.text(), std::move(manifest)};
  }
  if (object.desired.contains("manifest")) return Rendered{object.id.text(), object.desired.at("manifest")};
  return Rendered{object.id.text() + ": kept by its plugin, there is no manifest", nullptr};
}

}  // namespace

Result<std::vector<Rendered>> rendered(std::span<const Object> objects, const KubernetesSettings& settings,
                                       const Disk& disk) {
  std::vector<Rendered> documents;
  std::set<std::string> name_spaces;
  if (settings.create_namespaces) {
    for (const Object& object : objects) name_spaces.insert(name_space_of(object));
    name_spaces.erase(std::string());
  }
  for (const std::string& name : name_spaces) {
    documents.push_back(
        {"the namespace " + name, {{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}}}}});
  }
  for (const Object& object : objects) {
    TRIMTAB_TRY(Rendered one, rendered(object, disk));
    documents.push_back(std::move(one));
  }
  return documents;
}

}  // namespace trimtab
