#include "core/target/kubernetes/lower/tree.h"

#include "core/target/kubernetes/lower/lower.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

constexpr std::size_t digits = 8;

/// The name says the content, so that new content rolls who mounts it, and a pod never sees half of it.
std::string version_name(const Resource& tree, const KubeScene& scene) {
  const std::string digest = tree.spec.at("digest").get<std::string>().substr(0, digits);
  return native_name(scene.stack(), Id(tree.id.component(), tree.id.type(), tree.id.name(), digest));
}

}  // namespace

Result<Value> tree_source(const Resource& tree, const KubeScene& scene) {
  TRIMTAB_TRY(const std::vector<std::string> paths, scene.files_in(tree));
  Value items = Value::array();
  for (std::size_t i = 0; i < paths.size(); ++i) items.push_back({{"key", tree_key(i)}, {"path", paths[i]}});
  return Value{{"name", version_name(tree, scene)}, {"items", std::move(items)}};
}

Result<std::vector<Object>> lower_kube_tree(const Resource& resource, KubeScene& scene) {
  TRIMTAB_TRY(const std::vector<std::string> paths, scene.files_in(resource));
  Object object = object_of(resource, "kubernetes-tree");
  object.desired = {{"name", version_name(resource, scene)},
                    {"namespace", scene.name_space_of(resource.id.component())},
                    {"labels", labels_of(scene.stack(), resource.id)},
                    {"source", resource.spec.at("source").at("path")},
                    {"digest", resource.spec.at("digest")},
                    {"keep", resource.spec.value("keep", 5)},
                    {"paths", paths}};
  if (object.summary.empty()) object.summary = std::to_string(paths.size()) + " files";
  return std::vector{std::move(object)};
}

}  // namespace trimtab
