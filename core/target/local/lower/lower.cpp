#include "core/target/local/lower/lower.h"

#include <array>

namespace trimtab {
namespace {

using Lower = Result<std::vector<Object>> (*)(const Resource&, Scene&);

Result<std::vector<Object>> lower_slot(const Resource&, Scene&) { return std::vector<Object>(); }

Result<std::vector<Object>> refuse_manifest(const Resource&, Scene&) {
  return fail(Errc::invalid, "E0728", "a Kubernetes manifest has no meaning on the local target",
              "remove it, or set target.kubernetes");
}

constexpr std::array<std::pair<std::string_view, Lower>, 9> types{{
    {"volume", lower_volume},
    {"config", lower_config},
    {"secret", lower_secret},
    {"endpoint", lower_endpoint},
    {"slot", lower_slot},
    {"tree", lower_tree},
    {"task", lower_task},
    {"workload", lower_workload},
    {"kubernetes", refuse_manifest},
}};

/// An own type of a plugin is its object; the plugin is the driver.
Result<std::vector<Object>> lower_custom(const Resource& resource, Scene& scene) {
  Object object = object_of(resource, std::string(resource.id.type()));
  TRIMTAB_TRY(object.desired, scene.value(resource.spec, TextPlace{std::string(resource.id.component()), 0, false}));
  return std::vector{std::move(object)};
}

}  // namespace

Result<std::vector<Object>> lower_resource(const Resource& resource, Scene& scene) {
  for (const auto& [type, lower] : types) {
    if (type == resource.id.type()) return lower(resource, scene);
  }
  if (resource.id.type().contains('.')) return lower_custom(resource, scene);
  return fail(Errc::invalid, "E0728", "the local target knows no resource of type " + std::string(resource.id.type()));
}

Result<std::vector<Object>> lower_all(Scene& scene) {
  return lower_each(scene.resources().all(), [&](const Resource& resource) { return lower_resource(resource, scene); });
}

}  // namespace trimtab
