#include "core/target/kubernetes/lower/scene.h"
#include "core/target/kubernetes/lower/secret_version.h"
#include "core/target/kubernetes/lower/sidecar.h"
#include "core/target/kubernetes/names.h"
#include "core/target/lowering_words.h"

namespace trimtab {

Result<std::string> KubeScene::text(std::string_view text, const PodPlace& place) {
  return substituted(text, [&](const Reference& reference) { return replaced(reference, place); });
}

Result<Value> KubeScene::value(const Value& value, const PodPlace& place) {
  TRIMTAB_TRY(Value result, substituted(value, [&](const Reference& reference) { return replaced(reference, place); }));
  if (place.keeps_previous) restore_previous(result);
  return result;
}

Result<std::string> KubeScene::replaced(const Reference& reference, const PodPlace& place) {
  if (reference.type == "stack") {
    if (reference.name == "name") return stack();
    if (reference.name == "namespace") return name_space_of(place.component);
    return misfit(reference, "a stack in a cluster has a name and a namespace and nothing else");
  }
  if (reference.type == "user") {
    // A home that every account can write to, and that no image has files in.
    if (reference.name == "home") return std::string("/tmp");
    return misfit(reference, "an account in a container has a home and no name");
  }
  if (reference.type == "previous") {
    if (!place.keeps_previous) return misfit(reference, "it can stand only in a task's undo");
    return kept_previous(reference.name);
  }
  const std::string& component = reference.component.empty() ? place.component : reference.component;
  const std::string type = reference.type == "value" ? "secret" : reference.type;
  const Resource* resource = resources_.find(Id(component, type, reference.name));
  if (resource == nullptr) return misfit(reference, component + " has no such resource");
  return of_resource(*resource, reference, place);
}

Result<std::string> KubeScene::of_endpoint(const Resource& endpoint, const Reference& reference,
                                           const PodPlace& place) {
  std::string port = std::to_string(endpoint.spec.at("port").get<std::int64_t>());
  if (reference.key == "port") return port;
  if (reference.key == "bind") return std::string("0.0.0.0");
  // A probe that went through the service would wait for itself: only what is ready is behind a service.
  TRIMTAB_TRY(const Resource* server, server_of(endpoint));
  std::string host = server == place.workload || is_sidecar(*server)
                         ? "127.0.0.1"
                         : native_name(stack(), endpoint.id) + "." + name_space_of(endpoint.id.component()) + ".svc";
  if (reference.key == "host") return host;
  if (reference.key == "address") return host + ":" + port;
  return misfit(reference, "an endpoint has port, host, address and bind");
}

Result<std::string> KubeScene::of_resource(const Resource& resource, const Reference& reference,
                                           const PodPlace& place) {
  const std::string below = reference.key.empty() ? "" : "/" + reference.key;
  if (reference.type == "endpoint") return of_endpoint(resource, reference, place);
  if (reference.type == "volume") return mounted_volume(resource.id) + below;
  if (reference.type == "tree") return mounted_tree(resource.id) + below;
  if (reference.type == "slot") {
    const auto number = lowering_.slots.find(slot_key(resource.id.component(), resource.id.name()));
    if (number != lowering_.slots.end()) return std::to_string(number->second);
    return fail(Errc::internal, "E0722", "no number was chosen for " + resource.id.text());
  }
  if (reference.type == "config") {
    if (!reference.key.empty() && !resource.spec.at("files").contains(reference.key))
      return misfit(reference, "it has no such file");
    return mounted_config(resource.id) + below;
  }
  if (reference.type == "secret") {
    if (!reference.key.empty() && !resource.spec.at("keys").contains(reference.key))
      return misfit(reference, "it has no such key");
    if (reference.filter == "name" || place.in_no_pod) {
      TRIMTAB_TRY(const std::int64_t version, secret_version(resource));
      const std::string name = versioned_name(stack(), resource.id, version);
      if (reference.filter == "name") return name;  // what others call it: a pod template
      return name_space_of(resource.id.component()) + "/" + name + below;
    }
    return mounted_secret(resource.id) + below;
  }
  if (reference.type == "value") return misfit(reference, "a secret's value can stand only in a template of a secret");
  return misfit(reference, "this target knows no such reference");
}

}  // namespace trimtab
