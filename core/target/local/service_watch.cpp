#include "core/target/local/service_watch.h"

#include "core/support/failpoint.h"
#include "core/target/local/ownership.h"
#include "core/target/local/service_exits.h"
#include "core/target/local/service_files.h"
#include "core/target/local/unit.h"

namespace trimtab {
namespace {

constexpr Duration default_startup = std::chrono::minutes(2);
constexpr Duration look_budget = std::chrono::seconds(5);
constexpr std::uint64_t exits_limit = 65536;

Health health_of(HealthState state, std::string reason, WallTime since) { return {state, std::move(reason), since}; }

}  // namespace

Duration startup_budget(const Object& object) { return object.timeout.value_or(default_startup); }

Health ServiceWatch::of_down(const Object& object, const SupervisedState& state) const {
  const Path service = site_.layout.service(object.id);
  const auto down = site_.seams.disk.status(service / "down");
  if (down && *down) return health_of(HealthState::stopped, "stopped by trimtab", since(state));
  const auto text = site_.seams.disk.read(service / "data/exits", exits_limit);
  const ServiceExits exits = parse_exits(text ? *text : std::string());
  if (state.wanted_up) {
    const auto healthy = site_.seams.disk.status(service / "data/healthy");
    const bool was_healthy = healthy && *healthy;
    const std::string reason = exits.recent == 0 ? "it is being started" : to_text(exits) + "; it is started again";
    return health_of(was_healthy ? HealthState::degraded : HealthState::starting, reason, since(state));
  }
  if (exits.recent >= exit_limit) return health_of(HealthState::failed, to_text(exits), since(state));
  return health_of(HealthState::stopped, "stopped by hand", since(state));
}

Health ServiceWatch::of_reading(const Object& object, const SupervisedState& state, const ProbeReading& reading,
                                int tries) const {
  if (reading.success) return health_of(HealthState::healthy, reading.text, since(state));
  std::string reason = reading.text;
  if (tries > 1) reason += " (try " + std::to_string(tries) + ")";
  const bool starting = state.lasting < startup_budget(object);
  return health_of(starting ? HealthState::starting : HealthState::degraded, reason, since(state));
}

/// What can be said without asking the service itself; nothing when it must be asked.
Result<std::optional<Health>> ServiceWatch::without_probe(const Object& object,
                                                          const std::optional<SupervisedState>& state) {
  if (!state) {
    TRIMTAB_TRY(const auto directory, site_.seams.disk.status(site_.layout.service(object.id)));
    return Health{HealthState::stopped, directory ? "its supervisor does not run" : "it is not there", {}};
  }
  if (!state->up) return of_down(object, *state);
  const auto launched = launch_time(site_, site_.layout.service(object.id), state->pid);
  if (!launched) return health_of(HealthState::starting, "it is being started", since(*state));
  if (object.desired.contains("ready")) return std::optional<Health>();
  // Without a probe, staying up for a moment is all there is to see. What s6 calls up begins with the run script, which
  // takes its time on a busy machine: a program that ends at once would then seem to have stayed.
  const bool settled = site_.seams.clock.wall() - *launched >= std::chrono::seconds(1);
  return health_of(settled ? HealthState::healthy : HealthState::starting, settled ? "it runs" : "it has just started",
                   since(*state));
}

/// A reading counts only for the process that runs before and after it: it was then asked later than that one's start.
Result<Health> ServiceWatch::probed(const Object& object, const SupervisedState& state, int tries) {
  const auto process = site_.seams.processes.identify(state.pid);
  if (!process) return health_of(HealthState::starting, "it has just ended", since(state));
  const Path service = site_.layout.service(object.id);
  const ProbeSubject subject{service, *process, wall_time_of_start(process->start_ticks, site_.seams.clock)};
  const ProbeReading reading = ask_probe(object.desired.at("ready"), subject, site_);
  TRIMTAB_TRY(const auto after, s6_.state(service));
  if (!after || !after->up)
    return after ? of_down(object, *after) : Health{HealthState::stopped, "its supervisor ended", {}};
  if (site_.seams.processes.identify(after->pid) != process) {
    return health_of(HealthState::starting, "it was started again meanwhile", since(*after));
  }
  return of_reading(object, *after, reading, tries);
}

std::optional<Health> ServiceWatch::remembered(const Object& object, const ProcessIdentity& process, int& tries) {
  const Duration period(object.desired.at("ready").at("period_ms").get<std::int64_t>());
  const std::lock_guard lock(mutex_);
  Memory& memory = memory_[object.id];
  const SteadyTime now = site_.seams.clock.steady();
  if (memory.process == process && memory.tries > 0 && now - memory.asked < period) return memory.health;
  if (memory.process != process) memory = Memory{process, {}, 0, {}};
  memory.asked = now;
  tries = ++memory.tries;
  return std::nullopt;
}

Result<Health> ServiceWatch::wait_step(const Object& object) {
  const Path service = site_.layout.service(object.id);
  TRIMTAB_TRY(const auto state, s6_.state(service));
  TRIMTAB_TRY(std::optional<Health> known, without_probe(object, state));
  Health health;
  if (known) {
    health = *known;
  } else {
    int tries = 0;
    const auto process = site_.seams.processes.identify(state->pid);
    if (!process) return health_of(HealthState::starting, "it has just ended", since(*state));
    if (const auto earlier = remembered(object, *process, tries)) return *earlier;
    TRIMTAB_TRY(health, probed(object, *state, tries));
    const std::lock_guard lock(mutex_);
    memory_[object.id].health = health;
  }
  if (health.state == HealthState::healthy) {
    TRIMTAB_FAILPOINT("supervise.ready");
    const Ownership ownership(site_.settings.root, {});
    TRIMTAB_CHECK(site_.seams.disk.write(service / "data/healthy", "", ownership.only_engine(0600)));
  }
  return health;
}

Result<Health> ServiceWatch::look(const Object& object) {
  const SteadyTime end = site_.seams.clock.steady() + look_budget;
  for (int tries = 1;; ++tries) {
    TRIMTAB_TRY(const auto state, s6_.state(site_.layout.service(object.id)));
    TRIMTAB_TRY(const std::optional<Health> known, without_probe(object, state));
    if (known) return *known;
    const Value& probe = object.desired.at("ready");
    TRIMTAB_TRY(Health health, probed(object, *state, tries));
    const Duration period(probe.at("period_ms").get<std::int64_t>());
    const bool again = health.state == HealthState::degraded && tries < probe.at("threshold").get<int>() &&
                       site_.seams.clock.steady() + period < end;
    if (!again) return health;
    site_.seams.clock.sleep(period);
  }
}

}  // namespace trimtab
