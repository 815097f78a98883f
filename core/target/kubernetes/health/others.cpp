#include <algorithm>

#include "core/target/kubernetes/health/fields.h"
#include "core/target/kubernetes/health/rules.h"

namespace trimtab {

Health claim_health(const Value& object, const HealthContext& context) {
  const std::string phase = text_at(object, "/status/phase");
  if (phase == "Bound") return {HealthState::healthy, "bound", {}};
  if (phase == "Lost") return {HealthState::failed, "its volume is lost", {}};
  const std::string storage = text_at(object, "/spec/storageClassName");
  if (std::ranges::find(context.binding_late, storage) != context.binding_late.end())
    return {HealthState::healthy, "binds when a pod first uses it", {}};
  return {HealthState::starting, "no volume yet", {}};
}

Health service_health(const Value& object, const HealthContext&) {
  if (text_at(object, "/spec/type") != "LoadBalancer") return {HealthState::healthy, "it is there", {}};
  const Value& addresses = list_at(object, "/status/loadBalancer/ingress");
  if (addresses.empty()) return {HealthState::starting, "no load balancer yet", {}};
  const Value& first = addresses.front();
  return {HealthState::healthy, text_at(first, "/ip", text_at(first, "/hostname", "it is there")), {}};
}

Health definition_health(const Value& object, const HealthContext&) {
  if (const Condition names = condition(object, "NamesAccepted"); names.is("False"))
    return {HealthState::failed, names.text(), {}};
  if (condition(object, "Established").is("True")) return {HealthState::healthy, "established", {}};
  return {HealthState::starting, "not established yet", {}};
}

Health plain_health(const Value&, const HealthContext&) { return {HealthState::healthy, "it is there", {}}; }

Health generic_health(const Value& object, const HealthContext&) {
  if (const Condition stalled = condition(object, "Stalled"); stalled.is("True"))
    return {HealthState::failed, stalled.text(), {}};
  if (const Condition reconciling = condition(object, "Reconciling"); reconciling.is("True"))
    return {HealthState::starting, reconciling.text(), {}};
  const Condition ready = condition(object, "Ready");
  if (ready.is("True")) return {HealthState::healthy, "ready", {}};
  if (!ready.status.empty()) return {HealthState::starting, ready.text(), {}};
  return {HealthState::healthy, "it is there", {}};
}

}  // namespace trimtab
