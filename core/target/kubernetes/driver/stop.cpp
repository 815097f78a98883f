#include "core/target/kubernetes/driver/stop.h"

#include <fmt/format.h>

#include "core/target/kubernetes/drift.h"
#include "core/target/kubernetes/driver/pod_log.h"
#include "core/target/kubernetes/health/fields.h"

namespace trimtab {
namespace {

constexpr Duration poll = std::chrono::milliseconds(200);
constexpr Duration patience = std::chrono::minutes(5);

/// What is there when a workload has to be down: what was before; on the way back it is what was made.
const Object& running(const Effect& effect, const Value& live) {
  if (effect.before == nullptr) return *effect.desired;
  if (effect.desired == nullptr) return *effect.before;
  return owned_drift(effect.desired->desired.at("manifest"), live).empty() ? *effect.desired : *effect.before;
}

}  // namespace

Status stop_pods(const KubernetesSite& site, const Effect& effect) {
  const Value& named = (effect.before != nullptr ? effect.before : effect.desired)->desired.at("manifest");
  if (!has(named, "/spec/replicas")) return {};
  const KubeKey key = key_of(named);
  TRIMTAB_TRY(const auto live, site.client.get(key));
  if (!live || !is_ours(site, *live)) return {};
  Value manifest = running(effect, *live).desired.at("manifest");
  manifest["spec"]["replicas"] = 0;
  const KubeApply how{.manager = field_manager, .force = true};
  TRIMTAB_TRY(const Value stopped, site.client.apply(marked(site, std::move(manifest), effect), how));
  Clock& clock = site.seams.clock;
  const SteadyTime deadline = effect.deadline != SteadyTime{} ? effect.deadline : clock.steady() + patience;
  while (true) {
    TRIMTAB_TRY(const std::size_t left, pods_left(site, stopped));
    if (left == 0) return {};
    if (effect.cancel != nullptr && effect.cancel->level() == Cancel::Level::now)
      return fail(Errc::interrupted, "E0826", key.text() + " is being stopped", "apply again");
    if (clock.steady() >= deadline)
      return fail(Errc::failed, "E0826", fmt::format("{} does not stop: {} of its pods still run", key.text(), left));
    clock.sleep(poll);
  }
}

}  // namespace trimtab
