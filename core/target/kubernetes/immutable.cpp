#include "core/target/kubernetes/immutable.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "core/model/value_fields.h"
#include "core/target/kubernetes/drift.h"

namespace trimtab {
namespace {

struct Fixed {
  std::string_view api_version;
  std::string_view kind;
  const char* field;
};

constexpr std::array<Fixed, 22> fixed{{
    {"apps/v1", "StatefulSet", "/spec/selector"},
    {"apps/v1", "StatefulSet", "/spec/serviceName"},
    {"apps/v1", "StatefulSet", "/spec/podManagementPolicy"},
    {"apps/v1", "StatefulSet", "/spec/volumeClaimTemplates"},
    {"apps/v1", "Deployment", "/spec/selector"},
    {"apps/v1", "DaemonSet", "/spec/selector"},
    {"apps/v1", "ReplicaSet", "/spec/selector"},
    {"batch/v1", "Job", "/spec/template"},
    {"batch/v1", "Job", "/spec/selector"},
    {"v1", "PersistentVolumeClaim", "/spec/accessModes"},
    {"v1", "PersistentVolumeClaim", "/spec/storageClassName"},
    {"v1", "PersistentVolumeClaim", "/spec/volumeName"},
    {"v1", "PersistentVolumeClaim", "/spec/volumeMode"},
    {"v1", "PersistentVolumeClaim", "/spec/selector"},
    {"v1", "Service", "/spec/clusterIP"},
    {"v1", "Secret", "/type"},
    {"rbac.authorization.k8s.io/v1", "RoleBinding", "/roleRef"},
    {"rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "/roleRef"},
    {"storage.k8s.io/v1", "StorageClass", "/provisioner"},
    {"storage.k8s.io/v1", "StorageClass", "/parameters"},
    {"storage.k8s.io/v1", "StorageClass", "/volumeBindingMode"},
    {"scheduling.k8s.io/v1", "PriorityClass", "/value"},
}};

bool differs(const Value& wanted, const Value& live);

bool differ(const Value& wanted, const Value& live) {
  if (wanted.size() != live.size()) return true;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (differs(wanted[i], live[i])) return true;
  }
  return false;
}

/// In what is wanted: the server fills in the rest.
bool differs(const Value& wanted, const Value& live) {
  if (wanted.is_array() && live.is_array()) return differ(wanted, live);
  if (wanted.is_object() && live.is_object()) {
    for (const auto& [key, value] : wanted.items()) {
      const auto found = live.find(key);
      const bool empty = value.is_null() || (value.is_structured() && value.empty());
      if (found == live.end() ? !empty : differs(value, *found)) return true;
    }
    return false;
  }
  if (wanted.is_string() && live.is_string() && same_quantity(wanted.get<std::string>(), live.get<std::string>()))
    return false;
  return wanted != live;
}

std::string dotted_field(const char* pointer) {
  std::string text(pointer + 1);
  std::ranges::replace(text, '/', '.');
  return text;
}

/// What marks itself as never changing, as digest-named objects do.
std::string sealed_change(const Value& manifest, const Value& live) {
  if (!live.value("immutable", false)) return {};
  for (const char* field : {"data", "binaryData", "stringData"}) {
    if (manifest.contains(field) && manifest.at(field) != live.value(field, Value()))
      return std::string(field) + " cannot be changed: it is marked immutable";
  }
  return {};
}

std::string shrinking(const Value& manifest, const Value& live) {
  if (text_view_at(manifest, "/kind") != "PersistentVolumeClaim") return {};
  const char* field = "/spec/resources/requests/storage";
  const std::string wanted = text_at(manifest, field);
  const std::string now = text_at(live, field);
  if (wanted.empty() || now.empty()) return {};
  return is_less(wanted, now) ? "it would shrink from " + now + " to " + wanted : std::string();
}

}  // namespace

std::string immutable_change(const Value& manifest, const Value& live) {
  static const Value nothing;
  const std::string_view api_version = text_view_at(manifest, "/apiVersion");
  const std::string_view kind = text_view_at(manifest, "/kind");
  for (const Fixed& one : fixed) {
    if (one.kind != kind || one.api_version != api_version) continue;
    const Value* wanted = found_at(manifest, one.field);
    const Value* now = found_at(live, one.field);
    if (wanted == nullptr || !differs(*wanted, now == nullptr ? nothing : *now)) continue;
    return dotted_field(one.field) + " cannot be changed";
  }
  const std::string sealed = sealed_change(manifest, live);
  return sealed.empty() ? shrinking(manifest, live) : sealed;
}

bool keeps_its_pods(const Value& before, const Value& manifest) {
  const Value::json_pointer selector("/spec/selector");
  return text_at(before, "/kind") == "StatefulSet" && text_at(manifest, "/kind") == "StatefulSet" &&
         before.value(selector, Value()) == manifest.value(selector, Value());
}

}  // namespace trimtab
