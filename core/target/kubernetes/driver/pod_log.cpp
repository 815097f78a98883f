#include "core/target/kubernetes/driver/pod_log.h"

#include <algorithm>

#include "core/support/text.h"
#include "core/target/kubernetes/health/fields.h"

namespace trimtab {
namespace {

std::string selector_in(const Value& controller) {
  const Value& labels = map_at(controller, "/spec/selector/matchLabels");
  std::string selector;
  for (const auto& [key, value] : labels.items()) {
    selector += (selector.empty() ? "" : ",") + key + "=" + value.get<std::string>();
  }
  return selector;
}

int rank(HealthState state) {
  switch (state) {
    case HealthState::failed:
      return 3;
    case HealthState::degraded:
      return 2;
    case HealthState::healthy:
      return 0;
    default:
      return 1;
  }
}

bool has_died_before(const Value& pod) {
  const Value& statuses = list_at(pod, "/status/containerStatuses");
  return std::ranges::any_of(statuses, [](const Value& status) {
    return number_at(status, "/restartCount") > 0 && !has(status, "/state/running");
  });
}

std::vector<std::string> log_of(const KubernetesSite& site, const Value& pod, std::size_t lines) {
  const KubeLog what{.lines = lines, .container = program_of(pod), .previous = has_died_before(pod)};
  auto text = site.client.log(key_of(pod), what);
  if (!text) return {};
  while (text->ends_with('\n')) text->pop_back();
  if (text->empty()) return {};
  std::vector<std::string> said = split(*text, '\n');
  if (said.size() > lines) said.erase(said.begin(), said.end() - static_cast<std::ptrdiff_t>(lines));
  return said;
}

}  // namespace

std::vector<Value> pods_of(const KubernetesSite& site, const Value& controller) {
  const std::string selector = selector_in(controller);
  if (selector.empty()) return {};
  auto list = site.client.list("v1", "Pod", text_at(controller, "/metadata/namespace"), selector);
  return list ? std::move(list->items) : std::vector<Value>();
}

std::string program_of(const Value& pod) { return text_at(pod, "/spec/containers/0/name"); }

std::optional<Health> worst_pod(const KubernetesSite& site, const Value& controller) {
  return worst_of(site, pods_of(site, controller));
}

std::optional<Health> worst_of(const KubernetesSite& site, const std::vector<Value>& pods) {
  std::optional<Health> worst;
  for (const Value& pod : pods) {
    if (has(pod, "/metadata/deletionTimestamp")) continue;
    Health found = health_of(pod, site.health);
    if (worst && rank(found.state) <= rank(worst->state)) continue;
    found.reason = printable(text_at(pod, "/metadata/name")) + ": " + found.reason;
    // What a pod reports as failed may still come right, as when an image appears: only its controller gives up.
    if (found.state == HealthState::failed) found.state = HealthState::starting;
    worst = std::move(found);
  }
  return worst;
}

Result<std::size_t> pods_left(const KubernetesSite& site, const Value& controller) {
  TRIMTAB_TRY(const KubeList list,
              site.client.list("v1", "Pod", text_at(controller, "/metadata/namespace"), selector_in(controller)));
  return static_cast<std::size_t>(std::ranges::count_if(list.items, [](const Value& pod) {
    const std::string phase = text_at(pod, "/status/phase");
    return phase != "Succeeded" && phase != "Failed";
  }));
}

std::vector<std::string> log_of_pods(const KubernetesSite& site, const Value& controller, std::size_t lines) {
  std::vector<Value> pods = pods_of(site, controller);
  // In the order of their names, and what is wrong last: there a reader of the end finds it.
  std::ranges::sort(pods, {}, [&](const Value& pod) {
    return std::pair(rank(health_of(pod, site.health).state), text_at(pod, "/metadata/name"));
  });
  std::vector<std::string> said;
  for (const Value& pod : pods) {
    const std::string mark = pods.size() > 1 ? text_at(pod, "/metadata/name") + ": " : std::string();
    for (const std::string& line : log_of(site, pod, lines)) said.push_back(mark + line);
  }
  return said;
}

}  // namespace trimtab
