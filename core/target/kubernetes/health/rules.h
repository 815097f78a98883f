#pragma once

#include "core/target/kubernetes/health/health.h"

namespace trimtab {

/// The rules, one per kind or group of kinds. All but `generic_health` may rely on what holds for every object having
/// been looked at before: it is not being deleted, and its controller has seen this generation.
[[nodiscard]] Health deployment_health(const Value& object, const HealthContext& context);
[[nodiscard]] Health stateful_set_health(const Value& object, const HealthContext& context);
[[nodiscard]] Health daemon_set_health(const Value& object, const HealthContext& context);
[[nodiscard]] Health replica_set_health(const Value& object, const HealthContext& context);
[[nodiscard]] Health job_health(const Value& object, const HealthContext& context);
[[nodiscard]] Health pod_health(const Value& object, const HealthContext& context);
[[nodiscard]] Health claim_health(const Value& object, const HealthContext& context);
[[nodiscard]] Health service_health(const Value& object, const HealthContext& context);
[[nodiscard]] Health definition_health(const Value& object, const HealthContext& context);
/// Kinds without any state of their own: there is there.
[[nodiscard]] Health plain_health(const Value& object, const HealthContext& context);
/// Any other kind: by its conditions Ready, Stalled and Reconciling, if it has some.
[[nodiscard]] Health generic_health(const Value& object, const HealthContext& context);

}  // namespace trimtab
