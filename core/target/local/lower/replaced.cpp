#include "core/support/digest.h"
#include "core/target/local/lower/scene.h"
#include "core/target/lowering_words.h"

namespace trimtab {

Result<std::string> Scene::text(std::string_view text, const TextPlace& place) {
  return substituted(text, [&](const Reference& reference) { return replaced(reference, place); });
}

Result<Value> Scene::value(const Value& value, const TextPlace& place) {
  TRIMTAB_TRY(Value result, substituted(value, [&](const Reference& reference) { return replaced(reference, place); }));
  if (place.keeps_previous) restore_previous(result);
  return result;
}

Result<std::string> Scene::replaced(const Reference& reference, const TextPlace& place) {
  if (reference.type == "replica") {
    if (place.replica == 0) return misfit(reference, "it stands outside of a workload with replicas");
    return std::to_string(place.replica);
  }
  if (reference.type == "stack") {
    if (reference.name == "name") return settings_.stack;
    if (reference.name == "directory") return layout_.root().native();
    return misfit(reference, "a stack has a name and a directory");
  }
  if (reference.type == "user") return of_user(reference, place);
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

Result<std::string> Scene::of_user(const Reference& reference, const TextPlace& place) const {
  const std::string& component = reference.component.empty() ? place.component : reference.component;
  if (reference.name == "home") return layout_.home(component).native();
  TRIMTAB_TRY(const LocalAccount account, account(component));
  if (reference.name == "name") return account.name;
  if (reference.name == "uid") return std::to_string(account.uid);
  if (reference.name == "gid") return std::to_string(account.gid);
  return misfit(reference, "a user has name, uid, gid and home");
}

Result<std::string> Scene::of_endpoint(const Resource& endpoint, const Reference& reference,
                                       const TextPlace& place) const {
  if (reference.key == "host") return host(endpoint);
  if (reference.key == "bind") return bind_address(endpoint);
  TRIMTAB_TRY(const std::int64_t number, port(endpoint, place.replica));
  if (reference.key == "port") return std::to_string(number);
  if (reference.key == "address") return host(endpoint) + ":" + std::to_string(number);
  return misfit(reference, "an endpoint has port, host, address and bind");
}

Result<std::string> Scene::of_resource(const Resource& resource, const Reference& reference, const TextPlace& place) {
  const std::string_view component = resource.id.component();
  const std::string_view name = resource.id.name();
  if (reference.type == "endpoint") return of_endpoint(resource, reference, place);
  if (reference.type == "slot") {
    TRIMTAB_TRY(const std::int64_t number, slot(slot_key(component, name)));
    return std::to_string(number);
  }
  if (reference.type == "volume") {
    const auto shared = resource.spec.find("shared");
    if (shared != resource.spec.end()) return layout_.shared(shared->get<std::string>()).native();
    return layout_.volume(component, name).native();
  }
  if (reference.type == "tree") {
    const Path current = layout_.tree_link(component, name);
    return (reference.key.empty() ? current : current / reference.key).native();
  }
  if (reference.type == "task") {
    const Path current = layout_.task_link(component, name);
    return (reference.key.empty() ? current : current / reference.key).native();
  }
  if (reference.type == "config") {
    const Path directory = layout_.config(component, name);
    if (reference.key.empty()) return directory.native();
    if (!resource.spec.at("files").contains(reference.key)) return misfit(reference, "it has no such file");
    return (directory / reference.key).native();
  }
  if (reference.type == "secret") {
    TRIMTAB_TRY(const std::int64_t version, secret_version(resource));
    const Path directory = layout_.secret_version(component, name, version);
    if (reference.key.empty()) return directory.native();
    if (!resource.spec.at("keys").contains(reference.key)) return misfit(reference, "it has no such key");
    return (directory / reference.key).native();
  }
  if (reference.type == "value") return misfit(reference, "a secret's value can stand only in a template of a secret");
  return misfit(reference, "this target knows no such reference");
}

}  // namespace trimtab
