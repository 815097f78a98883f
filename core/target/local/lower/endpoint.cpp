#include "core/target/local/lower/lower.h"

namespace trimtab {

/// An endpoint with `replicas` has one port per replica of the workload that uses it.
Result<std::vector<Object>> lower_endpoint(const Resource& resource, Scene& scene) {
  const bool numbered = resource.spec.contains("replicas");
  const std::int64_t count = numbered ? resource.spec.at("replicas").get<std::int64_t>() : 1;
  std::vector<Object> objects;
  for (std::int64_t i = 1; i <= count; ++i) {
    Object object = object_of(resource, "port", numbered ? std::to_string(i) : std::string());
    TRIMTAB_TRY(const std::int64_t port, scene.port(resource, numbered ? i : 0));
    object.desired = {{"port", port},
                      {"host", scene.host(resource)},
                      {"bind", scene.bind_address(resource)},
                      {"protocol", resource.spec.value("protocol", std::string("tcp"))}};
    if (object.summary.empty()) object.summary = scene.bind_address(resource) + ":" + std::to_string(port);
    objects.push_back(std::move(object));
  }
  return objects;
}

}  // namespace trimtab
