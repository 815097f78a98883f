#include <fmt/format.h>

#include "core/target/kubernetes/health/fields.h"
#include "core/target/kubernetes/health/rules.h"

namespace trimtab {
namespace {

Health starting(std::string reason) { return {HealthState::starting, std::move(reason), {}}; }
Health healthy(std::string reason) { return {HealthState::healthy, std::move(reason), {}}; }

std::string of(std::int64_t count, std::int64_t wanted, std::string_view what) {
  return fmt::format("{} of {} {}", count, wanted, what);
}

}  // namespace

Health deployment_health(const Value& object, const HealthContext&) {
  const Condition progressing = condition(object, "Progressing");
  if (progressing.is("False") || progressing.reason == "ProgressDeadlineExceeded")
    return {HealthState::failed, progressing.text(), {}};
  const std::int64_t wanted = number_at(object, "/spec/replicas", 1);
  const std::int64_t all = number_at(object, "/status/replicas");
  const std::int64_t updated = number_at(object, "/status/updatedReplicas");
  const std::int64_t ready = number_at(object, "/status/readyReplicas");
  const std::int64_t available = number_at(object, "/status/availableReplicas");
  if (updated < wanted) return starting(of(updated, wanted, "updated"));
  if (all > updated) return starting(fmt::format("{} of before still there", all - updated));
  if (ready < wanted) return starting(of(ready, wanted, "ready"));
  if (available < wanted) return starting(of(available, wanted, "available"));
  return healthy(of(available, wanted, "available"));
}

Health stateful_set_health(const Value& object, const HealthContext&) {
  const std::int64_t wanted = number_at(object, "/spec/replicas", 1);
  const std::int64_t ready = number_at(object, "/status/readyReplicas");
  const std::int64_t updated = number_at(object, "/status/updatedReplicas");
  const std::int64_t partition = number_at(object, "/spec/updateStrategy/rollingUpdate/partition");
  if (ready < wanted) return starting(of(ready, wanted, "ready"));
  if (number_at(object, "/status/replicas") > wanted) return starting("more there than wanted");
  const bool current = text_at(object, "/status/currentRevision") == text_at(object, "/status/updateRevision");
  const std::int64_t to_update = wanted - partition;
  if (!current && updated < to_update) {
    if (text_at(object, "/spec/updateStrategy/type") != "OnDelete") return starting(of(updated, to_update, "updated"));
    return {
        HealthState::degraded, fmt::format("{} still of before: they are replaced when deleted", wanted - updated), {}};
  }
  return healthy(of(ready, wanted, "ready"));
}

Health daemon_set_health(const Value& object, const HealthContext&) {
  const std::int64_t wanted = number_at(object, "/status/desiredNumberScheduled");
  const std::int64_t updated = number_at(object, "/status/updatedNumberScheduled");
  const std::int64_t available = number_at(object, "/status/numberAvailable");
  if (wanted == 0) return healthy("no node wants it");
  if (updated < wanted) return starting(of(updated, wanted, "updated"));
  if (available < wanted) return starting(of(available, wanted, "available"));
  return healthy(of(available, wanted, "available"));
}

Health replica_set_health(const Value& object, const HealthContext&) {
  const Condition failure = condition(object, "ReplicaFailure");
  if (failure.is("True")) return starting(failure.text());
  const std::int64_t wanted = number_at(object, "/spec/replicas", 1);
  const std::int64_t available = number_at(object, "/status/availableReplicas");
  if (available < wanted) return starting(of(available, wanted, "available"));
  if (number_at(object, "/status/replicas") > wanted) return starting("more there than wanted");
  return healthy(of(available, wanted, "available"));
}

Health job_health(const Value& object, const HealthContext&) {
  if (const Condition failed = condition(object, "Failed"); failed.is("True"))
    return {HealthState::failed, failed.text(), {}};
  if (condition(object, "Complete").is("True")) return healthy("complete");
  if (condition(object, "Suspended").is("True")) return {HealthState::stopped, "suspended", {}};
  const std::int64_t active = number_at(object, "/status/active");
  return starting(active == 0 ? "no pod yet" : fmt::format("{} running", active));
}

}  // namespace trimtab
