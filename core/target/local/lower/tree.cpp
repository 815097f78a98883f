#include "core/target/local/lower/lower.h"

namespace trimtab {

Result<std::vector<Object>> lower_tree(const Resource& resource, Scene& scene) {
  Object object = object_of(resource, "tree");
  object.desired = {
      {"source", resource.spec.at("source").at("path").get<std::string>()},
      {"digest", resource.spec.at("digest").get<std::string>()},
      {"keep", resource.spec.value("keep", 5)},
      {"path", scene.layout().tree(resource.id.component(), resource.id.name()).native()},
      {"directories", to_value(scene.ownership().readable(0750))},
      {"files", to_value(scene.ownership().readable(0640))},
  };
  return std::vector{std::move(object)};
}

}  // namespace trimtab
