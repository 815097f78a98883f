#include "core/target/kubernetes/health/health.h"

#include <array>
#include <string_view>
#include <utility>

#include "core/kube/kinds.h"
#include "core/target/kubernetes/health/fields.h"
#include "core/target/kubernetes/health/rules.h"

namespace trimtab {
namespace {

using Rule = Health (*)(const Value&, const HealthContext&);

struct KindRule {
  std::string_view group;
  std::string_view kind;
  Rule rule;
  bool observed;  ///< its controller always says which generation it saw
};

constexpr std::array<KindRule, 21> rules{{
    {"apps", "Deployment", deployment_health, true},
    {"apps", "StatefulSet", stateful_set_health, true},
    {"apps", "DaemonSet", daemon_set_health, true},
    {"apps", "ReplicaSet", replica_set_health, true},
    {"batch", "Job", job_health, false},
    {"batch", "CronJob", plain_health, false},
    {"", "Pod", pod_health, false},
    {"", "PersistentVolumeClaim", claim_health, false},
    {"", "Service", service_health, false},
    {"", "ConfigMap", plain_health, false},
    {"", "Secret", plain_health, false},
    {"", "ServiceAccount", plain_health, false},
    {"", "Namespace", plain_health, false},
    {"rbac.authorization.k8s.io", "Role", plain_health, false},
    {"rbac.authorization.k8s.io", "RoleBinding", plain_health, false},
    {"rbac.authorization.k8s.io", "ClusterRole", plain_health, false},
    {"rbac.authorization.k8s.io", "ClusterRoleBinding", plain_health, false},
    {"policy", "PodDisruptionBudget", plain_health, false},
    {"networking.k8s.io", "NetworkPolicy", plain_health, false},
    {"coordination.k8s.io", "Lease", plain_health, false},
    {"apiextensions.k8s.io", "CustomResourceDefinition", definition_health, false},
}};

const KindRule* rule_for(const Value& object) {
  const std::string_view api_version = text_view_at(object, "/apiVersion");
  const std::string_view kind = text_view_at(object, "/kind");
  for (const KindRule& rule : rules) {
    if (rule.kind == kind && rule.group == group_of(api_version)) return &rule;
  }
  return nullptr;
}

std::string finalizers_text(const Value& object) {
  std::string text;
  for (const Value& name : list_at(object, "/metadata/finalizers")) {
    if (name.is_string()) text += (text.empty() ? "" : ", ") + name.get<std::string>();
  }
  return text.empty() ? "it is being deleted" : "it is being deleted and waits for " + text;
}

}  // namespace

Health health_of(const Value& object, const HealthContext& context) {
  if (has(object, "/metadata/deletionTimestamp")) return {HealthState::stopped, finalizers_text(object), {}};
  const KindRule* rule = rule_for(object);
  // Without this, what was just written passes for ready by what was true before (kstatus' race at the start).
  const bool tells = has(object, "/status/observedGeneration") || (rule != nullptr && rule->observed);
  if (tells && number_at(object, "/status/observedGeneration") < number_at(object, "/metadata/generation"))
    return {HealthState::starting, "its controller has not seen this change yet", {}};
  return rule != nullptr ? rule->rule(object, context) : generic_health(object, context);
}

}  // namespace trimtab
