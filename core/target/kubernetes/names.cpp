#include "core/target/kubernetes/names.h"

#include <algorithm>

#include "core/model/value_fields.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

constexpr std::size_t longest = 52;
constexpr std::size_t kept = 43;
constexpr std::size_t digest_digits = 8;

std::string below(const char* top, const Id& id) {
  return std::string(top) + "/" + std::string(id.component()) + "/" + std::string(id.name());
}

}  // namespace

std::string native_name(std::string_view stack, const Id& id) {
  std::string name = std::string(stack) + "-" + std::string(id.component()) + "-" + std::string(id.name());
  if (!id.part().empty()) name += "-" + std::string(id.part());
  std::ranges::replace(name, '.', '-');  // a label has no dots
  if (name.size() <= longest) return name;
  return name.substr(0, kept) + "-" + sha256(std::string(stack) + "/" + id.text()).substr(0, digest_digits);
}

KubeKey key_of_object(const Object& object) {
  if (object.desired.contains("manifest")) return key_of(object.desired.at("manifest"));
  const char* kind = object.driver == "kubernetes-secret" ? "Secret"
                     : object.driver == "kubernetes-tree" ? "ConfigMap"
                                                          : "";
  return {"v1", kind, text_at(object.desired, "/namespace"), text_at(object.desired, "/name")};
}

Value labels_of(std::string_view stack, const Id& id) {
  // A task's pods must never stand behind the service of a workload of that name.
  const std::string part = id.type() == "task" ? "task." + std::string(id.name()) : std::string(id.name());
  Value::object_t labels;  // for every object: in place is half the price of a list
  labels.emplace("app.kubernetes.io/name", id.component());
  labels.emplace("app.kubernetes.io/instance", stack);
  labels.emplace("app.kubernetes.io/component", part);
  labels.emplace("app.kubernetes.io/part-of", stack);
  labels.emplace("app.kubernetes.io/managed-by", "trimtab");
  labels.emplace("trimtab.dev/stack", stack);
  return labels;
}

Value selector_of(std::string_view stack, const Id& workload) {
  return {{"app.kubernetes.io/instance", stack},
          {"app.kubernetes.io/name", workload.component()},
          {"app.kubernetes.io/component", workload.name()}};
}

std::string tree_key(std::size_t number) { return "f" + std::to_string(number); }

std::string mounted_config(const Id& config) { return below("/etc/trimtab", config); }
std::string mounted_secret(const Id& secret) { return below("/run/trimtab", secret); }
std::string mounted_tree(const Id& tree) { return below("/opt/trimtab", tree); }
std::string mounted_volume(const Id& volume) { return below("/var/lib/trimtab", volume); }

}  // namespace trimtab
