#include "core/target/local/layout.h"

namespace trimtab {

Path LocalLayout::below(std::string_view top, std::string_view component, std::string_view name) const {
  return root_ / top / component / name;
}

Path LocalLayout::secret(std::string_view component, std::string_view name) const {
  return below("run", component, name);
}

Path LocalLayout::secret_version(std::string_view component, std::string_view name, std::int64_t version) const {
  return secret(component, name) / ("v" + std::to_string(version));
}

Path LocalLayout::secret_notes(std::string_view component, std::string_view name) const {
  return secret_notes() / component / name;
}

Path LocalLayout::config(std::string_view component, std::string_view name) const {
  return below("config", component, name);
}

Path LocalLayout::volume(std::string_view component, std::string_view name) const {
  return below("data", component, name);
}

Path LocalLayout::tree(std::string_view component, std::string_view name) const {
  return below("trees", component, name);
}

Path LocalLayout::tree_link(std::string_view component, std::string_view name) const {
  return tree(component, name) / "current";
}

Path LocalLayout::task(std::string_view component, std::string_view name) const {
  return below("tasks", component, name);
}

Path LocalLayout::task_link(std::string_view component, std::string_view name) const {
  return task(component, name) / "current";
}

Path LocalLayout::log(const Id& object) const {
  std::string name(object.name());
  if (!object.part().empty()) name.append(".").append(object.part());
  return below("logs", object.component(), name);
}

std::string LocalLayout::service_name(const Id& object) {
  std::string name(object.component());
  name.append(".").append(object.name());
  if (!object.part().empty()) name.append(".").append(object.part());
  return name;
}

std::string short_digest(std::string_view digest) { return std::string(digest.substr(0, 12)); }

}  // namespace trimtab
