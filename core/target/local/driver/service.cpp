#include "core/support/failpoint.h"
#include "core/support/thread_pool.h"
#include "core/target/local/driver/drivers.h"
#include "core/target/local/driver/single_driver.h"
#include "core/target/local/log_tail.h"
#include "core/target/local/service_control.h"
#include "core/target/local/service_files.h"
#include "core/target/local/service_watch.h"

namespace trimtab {
namespace {

constexpr std::size_t looks_at_a_time = 8;

std::string native_text(const ProcessIdentity& process) {
  return std::to_string(process.pid) + " " + std::to_string(process.start_ticks) + " " + process.boot_id;
}

/// Supervised services.
class ServiceDriver final : public SingleDriver {
 public:
  ServiceDriver(const LocalSite& site, const S6& s6)
      : SingleDriver(site), s6_(s6), control_(site, s6), watch_(site, s6) {}

  /// Each look may wait for a probe, so several are had at once.
  Result<std::vector<Observed>> observe(std::span<const Question> questions) override {
    if (questions.empty()) return std::vector<Observed>();
    std::vector<Result<std::vector<Observed>>> answers(questions.size(), std::vector<Observed>());
    {
      ThreadPool pool(std::min(questions.size(), looks_at_a_time));
      for (std::size_t i = 0; i < questions.size(); ++i) {
        pool.post([this, &answers, questions, i] { answers[i] = SingleDriver::observe(questions.subspan(i, 1)); });
      }
    }
    std::vector<Observed> all;
    for (auto& answer : answers) {
      if (!answer) return std::unexpected(std::move(answer).error());
      all.push_back(std::move(answer->front()));
    }
    return all;
  }

  Result<Health> health(const Object& object) override {
    try {
      return watch_.wait_step(object);
    } catch (const std::exception& error) {
      return fail(Errc::invalid, "E0754",
                  object.id.text() + " was recorded in a form that is not read: " + error.what());
    }
  }

  std::vector<std::string> last_words(const Object& object, std::size_t lines) override {
    return log_tail(disk(), site().layout.log(object.id) / "current", lines, log_stamp);
  }

 private:
  /// Its link goes first, then its supervisor, its directory last.
  Result<bool> is_anything_left(const Object& object) override {
    TRIMTAB_TRY(const auto found, disk().status(site().layout.service(object.id)));
    return found.has_value();
  }

  Result<Observed> look(const Question&, const Object& baseline) override {
    const Path service = site().layout.service(baseline.id);
    TRIMTAB_TRY(const auto found, disk().status(service));
    Observed observed;
    observed.health = there(false);
    if (!found) return observed;
    if (found->kind != FileKind::directory) return foreign("whoever put something there that is not a directory");
    TRIMTAB_TRY(const auto link, disk().status(site().layout.service_link(baseline.id)));
    observed.exists = link.has_value();
    TRIMTAB_TRY(observed.drift, drift_of(baseline));
    TRIMTAB_TRY(observed.health, watch_.look(baseline));
    TRIMTAB_TRY(const auto state, s6_.state(service));
    if (state && state->up) {
      if (const auto process = site().seams.processes.identify(state->pid)) observed.native = native_text(*process);
      TRIMTAB_TRY(const std::string running, control_.running(baseline));
      const std::string wanted = process_digest(baseline);
      if (running != wanted && launch_time(site(), service, state->pid))
        observed.drift.push_back({"/run", short_digest(wanted), short_digest(running), false});
    }
    return observed;
  }

  Result<std::vector<Difference>> drift_of(const Object& baseline) const {
    TRIMTAB_TRY(const std::string written, control_.files_written(baseline));
    TRIMTAB_TRY(const std::string now, control_.files_now(baseline));
    std::vector<Difference> drift;
    if (written != now) drift.push_back({"/scripts", short_digest(written), short_digest(now), false});
    return drift;
  }

  /// Its process is the desired one, but does not do its work, or was started from a script that somebody edited. One
  /// that has just been started gets the time it may take.
  Result<bool> needs_restart(const Effect& effect, const SupervisedState& state) {
    if (effect.before == nullptr || effect.before->digest() != effect.desired->digest()) return false;
    TRIMTAB_TRY(const std::vector<Difference> edits, drift_of(*effect.before));
    if (!edits.empty()) return true;
    if (state.lasting < startup_budget(*effect.desired)) return false;
    TRIMTAB_TRY(const Health health, watch_.look(*effect.desired));
    return health.state != HealthState::healthy;
  }

  Result<Effected> make(const Effect& effect) override {
    const Object& earlier = effect.before != nullptr ? *effect.before : *effect.desired;
    if (effect.step == Step::down) {
      TRIMTAB_CHECK(control_.stop(earlier, effect.deadline, effect.cancel));
      return Effected{};
    }
    const Object& object = *effect.desired;
    TRIMTAB_TRY(const auto state, s6_.state(site().layout.service(object.id)));
    TRIMTAB_TRY(const std::string running, control_.running(object));
    bool runs = state && state->up && running == process_digest(object);
    if (runs) {
      TRIMTAB_TRY(const bool again, needs_restart(effect, *state));
      runs = !again;
    }
    // By its own rules, before they are written over.
    if (state && !runs) TRIMTAB_CHECK(control_.stop(earlier, effect.deadline, effect.cancel));
    TRIMTAB_CHECK(control_.install(object));
    if (!runs) {
      TRIMTAB_CHECK(control_.start(object));
      return effected(object);
    }
    TRIMTAB_TRY(const bool reloaded, control_.is_reloaded(object));
    if (!reloaded) TRIMTAB_CHECK(control_.reload(object));
    return effected(object);
  }

  Result<Effected> effected(const Object& object) const {
    TRIMTAB_FAILPOINT("supervise.identity");
    TRIMTAB_TRY(const auto state, s6_.state(site().layout.service(object.id)));
    const auto process = state && state->up ? site().seams.processes.identify(state->pid) : std::nullopt;
    return Effected{process ? native_text(*process) : std::string(), {}};
  }

  Status take_away(const Effect& effect, const Object& object) override {
    return control_.uninstall(object, effect.deadline, effect.cancel);
  }

  const S6& s6_;
  ServiceControl control_;
  ServiceWatch watch_;
};

}  // namespace

std::unique_ptr<Driver> make_service_driver(const LocalSite& site, const S6& s6) {
  return std::make_unique<ServiceDriver>(site, s6);
}

}  // namespace trimtab
