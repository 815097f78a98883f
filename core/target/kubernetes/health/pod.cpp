#include <fmt/format.h>

#include "core/support/text.h"
#include "core/target/kubernetes/health/fields.h"
#include "core/target/kubernetes/health/rules.h"

namespace trimtab {
namespace {

/// Reasons of a waiting container that do not go away by waiting a little longer.
bool is_hopeless(std::string_view reason) {
  return reason == "CrashLoopBackOff" || reason == "ImagePullBackOff" || reason == "ErrImagePull" ||
         reason == "InvalidImageName" || reason == "CreateContainerConfigError" || reason == "CreateContainerError" ||
         reason == "RunContainerError";
}

std::string with(const std::string& name, const std::string& reason, const std::string& message) {
  const std::string text = fmt::format("{}: {}", name, reason);
  return printable(message.empty() ? text : text + ": " + message);
}

/// The first container that waits or has failed, in words; empty when none has.
Health worst_container(const Value& object) {
  Health worst{HealthState::healthy, {}, {}};
  for (const char* list : {"/status/initContainerStatuses", "/status/containerStatuses"}) {
    for (const Value& container : list_at(object, list)) {
      const std::string name = text_at(container, "/name");
      const std::string waits = text_at(container, "/state/waiting/reason");
      if (is_hopeless(waits))
        return {HealthState::failed, with(name, waits, text_at(container, "/state/waiting/message")), {}};
      if (waits.empty() || waits == "PodInitializing" || !worst.reason.empty()) continue;
      worst = {HealthState::starting, with(name, waits, text_at(container, "/state/waiting/message")), {}};
    }
  }
  return worst;
}

}  // namespace

Health pod_health(const Value& object, const HealthContext&) {
  const std::string phase = text_at(object, "/status/phase");
  if (phase == "Succeeded") return {HealthState::healthy, "ended well", {}};
  if (phase == "Failed")
    return {HealthState::failed,
            printable(text_at(object, "/status/message", text_at(object, "/status/reason", "failed"))),
            {}};
  const Condition scheduled = condition(object, "PodScheduled");
  if (scheduled.is("False")) return {HealthState::starting, scheduled.text(), {}};
  Health container = worst_container(object);
  if (container.state != HealthState::healthy) return container;
  if (condition(object, "Ready").is("True")) return {HealthState::healthy, "ready", {}};
  return {HealthState::starting, phase == "Running" ? "running, not ready" : "not running yet", {}};
}

}  // namespace trimtab
