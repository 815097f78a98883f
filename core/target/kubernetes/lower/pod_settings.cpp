#include "core/target/kubernetes/lower/pod_settings.h"

#include <algorithm>

namespace trimtab {
namespace {

void append(Value& list, const Value& more) {
  for (const Value& one : more) list.push_back(one);
}

void take_placement(const Value& block, const Value& selector, Value& pod) {
  for (const char* key : {"nodeSelector", "affinity", "priorityClassName"}) {
    if (block.contains(key)) pod[key] = block.at(key);
  }
  if (block.contains("tolerations")) append(pod["tolerations"], block.at("tolerations"));
  for (Value constraint : block.value("topologySpreadConstraints", Value::array())) {
    // Without a selector it would count no pod at all.
    if (!constraint.contains("labelSelector") && !selector.empty())
      constraint["labelSelector"]["matchLabels"] = selector;
    pod["topologySpreadConstraints"].push_back(std::move(constraint));
  }
  for (const Value& name : block.value("imagePullSecrets", Value::array()))
    pod["imagePullSecrets"].push_back({{"name", name}});
}

bool has_named(const Value& list, const Value& name) {
  return std::ranges::any_of(list, [&](const Value& one) { return one.value("name", Value()) == name; });
}

Status take_volumes(const Value& block, Value& pod, Value& container) {
  for (const Value& volume : block.value("volumes", Value::array())) {
    const Value name = volume.value("name", Value());
    if (!name.is_string()) return fail(Errc::invalid, "E0840", "a volume in \"volumes\" has no name");
    if (has_named(pod["volumes"], name))
      return fail(Errc::invalid, "E0840", "two of its volumes are called " + name.dump(), "give yours another name");
    pod["volumes"].push_back(volume);
  }
  if (block.contains("volumeMounts")) append(container["volumeMounts"], block.at("volumeMounts"));
  return {};
}

Status take_containers(const Value& block, Value& pod, const Value& container) {
  Value names = Value::array({container});
  for (const char* key : {"sidecars", "initContainers"}) {
    for (Value other : block.value(key, Value::array())) {
      const Value name = other.value("name", Value());
      if (!name.is_string())
        return fail(Errc::invalid, "E0840", std::string("a container in \"") + key + "\" has no name");
      if (has_named(names, name))
        return fail(Errc::invalid, "E0840", "two of its containers are called " + name.dump(),
                    "give yours another name");
      names.push_back({{"name", name}});
      if (key == std::string("sidecars")) other["restartPolicy"] = "Always";
      restrict_container(other);
      pod["initContainers"].push_back(std::move(other));
    }
  }
  return {};
}

}  // namespace

Value pod_metadata(const Value& block, const Value& labels) {
  Value metadata{{"labels", block.value("podLabels", Value::object())}};
  metadata["labels"].update(labels);
  if (block.contains("podAnnotations")) metadata["annotations"] = block.at("podAnnotations");
  return metadata;
}

void restrict_container(Value& container) {
  Value security{{"allowPrivilegeEscalation", false}, {"capabilities", {{"drop", {"ALL"}}}}};
  security.update(container.value("securityContext", Value::object()), true);
  container["securityContext"] = std::move(security);
}

Status take_pod_settings(const Value& block, const Value& selector, Value& pod, Value& container) {
  take_placement(block, selector, pod);
  if (block.contains("resources")) container["resources"] = block.at("resources");
  if (block.contains("pullPolicy")) container["imagePullPolicy"] = block.at("pullPolicy");
  if (block.contains("podSecurityContext")) pod["securityContext"].update(block.at("podSecurityContext"), true);
  if (block.contains("securityContext")) container["securityContext"].update(block.at("securityContext"), true);
  TRIMTAB_CHECK(take_volumes(block, pod, container));
  return take_containers(block, pod, container);
}

}  // namespace trimtab
