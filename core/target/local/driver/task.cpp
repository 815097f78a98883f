#include <algorithm>

#include "core/target/local/driver/drivers.h"
#include "core/target/local/driver/single_driver.h"
#include "core/target/local/log_tail.h"
#include "core/target/local/scripts.h"
#include "core/target/local/service_control.h"
#include "core/target/local/task_run.h"
#include "core/target/local/volume_identity.h"
#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

constexpr Duration check_timeout = std::chrono::seconds(5);
constexpr Duration default_timeout = std::chrono::minutes(10);

/// Tasks. `current` in a task's directory links to the run that was started last: a result counts only while nothing
/// else ran after it. The native identity is that run and the identity of the volumes it worked on.
class TaskDriver final : public SingleDriver {
 public:
  TaskDriver(const LocalSite& site, const S6& s6) : SingleDriver(site), s6_(s6) {}

  Result<Effected> undo(const Effect& effect) override {
    try {
      return undone(effect);
    } catch (const std::exception& error) {
      return fail(Errc::invalid, "E0754",
                  effect.desired->id.text() + " was recorded in a form that is not read: " + error.what());
    }
  }

  std::vector<std::string> last_words(const Object& object, std::size_t lines) override {
    return log_tail(disk(), site().layout.task_link(object.id.component(), object.id.name()) / "log", lines);
  }

 private:
  Path home_of(const Object& object) const { return site().layout.task(object.id.component(), object.id.name()); }
  TaskRun run_named(const Object& object, const std::string& name) const {
    return TaskRun(site(), s6_, home_of(object) / name);
  }
  static std::string name_of(const Object& object) { return short_digest(object.digest()); }
  static std::string native_of(const Object& object) {
    return name_of(object) + " " + identity_of_volumes(object.desired.at("volumes"));
  }

  /// The name of the run that was started last, empty when none is known.
  Result<std::string> current(const Object& object) const {
    TRIMTAB_TRY(auto name, read_link_if_there(disk(), home_of(object) / "current"));
    return std::move(name).value_or(std::string());
  }

  Status set_current(const Object& object, const std::string& name) {
    if (name.empty()) return disk().remove_file(home_of(object) / "current");
    return disk().switch_link(home_of(object) / "current", name);
  }

  /// By its own result, if nothing ran after it and its volumes are those it worked on.
  Result<bool> succeeded(const Object& object) const {
    TRIMTAB_TRY(const std::string last, current(object));
    const TaskRun run = run_named(object, name_of(object));
    if (last != name_of(object)) return false;
    TRIMTAB_TRY(const TaskState state, run.state());
    if (state.stage != TaskState::Stage::ended || state.code != 0) return false;
    TRIMTAB_TRY(const std::string native, run.worked_on());
    return native == native_of(object);
  }

  Result<bool> is_done(const Object& object, const Recorded* recorded) const {
    TRIMTAB_TRY(const bool own, succeeded(object));
    if (own) return true;
    TRIMTAB_TRY(const std::string last, current(object));
    // What a kept task did stays valid beside what a later one did.
    const bool alone = last.empty() || last == name_of(object) || object.back == TaskBack::keep;
    return alone && recorded != nullptr && recorded->is(object) && recorded->native == native_of(object);
  }

  /// Read-only and quick. A check that cannot be run says nothing, so the task is not known to be done.
  bool passes_check(const Object& object) const {
    if (!object.desired.contains("check")) return false;
    auto command = command_for(object.desired.at("check"), home_of(object), disk());
    if (!command) return false;
    const auto directory = disk().status(command->working_directory);
    if (directory && !*directory) command->working_directory = "/";  // looked at before anything was made
    const auto exit = site().seams.processes.run(*command, check_timeout, 4096);
    return exit && exit->success();
  }

  Result<Observed> look(const Question& question, const Object& baseline) override {
    const Object& object = question.desired != nullptr ? *question.desired : baseline;
    Observed observed;
    TRIMTAB_TRY(const auto found, disk().status(home_of(object)));
    observed.exists = found.has_value();
    observed.native = native_of(object);
    const TaskRun run = run_named(object, name_of(object));
    TRIMTAB_TRY(const TaskState state, run.state());
    if (state.stage == TaskState::Stage::running) {
      observed.health = {HealthState::starting, "it runs since an earlier apply", {}};
      return observed;
    }
    TRIMTAB_TRY(observed.done, is_done(object, question.recorded));
    if (!observed.done) observed.done = passes_check(object);
    if (observed.done) {
      observed.health = {HealthState::healthy, "done", {}};
    } else if (state.stage == TaskState::Stage::ended && state.code != 0) {
      observed.health = {HealthState::failed, "exited " + std::to_string(state.code), {}};
    } else {
      observed.health = {HealthState::stopped, "not done", {}};
    }
    return observed;
  }

  SteadyTime deadline_of(const Effect& effect, const Object& object) const {
    if (effect.deadline != SteadyTime{}) return effect.deadline;
    return site().seams.clock.steady() + object.timeout.value_or(default_timeout);
  }

  /// Two runs of one task never overlap: one that an earlier engine started is waited for.
  Status wait_for_others(const Effect& effect, const Object& object, const std::string& own) {
    TRIMTAB_TRY(const std::string last, current(object));
    if (last.empty() || last == own) return {};
    TaskRun other = run_named(object, last);
    TRIMTAB_TRY(const TaskState state, other.state());
    if (state.stage != TaskState::Stage::running) return {};
    auto code = other.wait(deadline_of(effect, object), effect.cancel);
    if (!code && code.error().code == Errc::interrupted) return std::unexpected(std::move(code).error());
    return {};
  }

  /// Runs in `name` unless it already does, and waits for the end. Says whether it succeeded by its status alone.
  Status run_to_end(const Effect& effect, const Object& object, const std::string& name, const Value& command) {
    TRIMTAB_CHECK(wait_for_others(effect, object, name));
    TaskRun run = run_named(object, name);
    TRIMTAB_TRY(const TaskState state, run.state());
    TRIMTAB_TRY(const std::string last, current(object));
    if (state.stage != TaskState::Stage::running || last != name) {
      TRIMTAB_CHECK(make_home(site(), object.id.component(), command.at("account")));
      TRIMTAB_CHECK(make_below(site(), run.directory(), passage(), passage()));
      TRIMTAB_CHECK(set_current(object, name));
      TRIMTAB_CHECK(run.start(command, native_of(object)));
    }
    TRIMTAB_TRY(const int code, run.wait(deadline_of(effect, object), effect.cancel));
    if (code == 0) return {};
    const std::string what = object.summary.empty() ? command.at("command").at(0).get<std::string>() : object.summary;
    const std::string how =
        code > 128 ? "was killed by signal " + std::to_string(code - 128) : "exited " + std::to_string(code);
    return fail(Errc::failed, "E0758", what + " " + how);
  }

  Result<Effected> make(const Effect& effect) override {
    const Object& object = *effect.desired;
    TRIMTAB_TRY(const bool done, succeeded(object));
    if (done) return Effected{native_of(object), "done before"};
    TaskRun run = run_named(object, name_of(object));
    TRIMTAB_TRY(const TaskState state, run.state());
    TRIMTAB_CHECK(make_home(site(), object.id.component(), object.desired.at("run").at("account")));
    std::string text;
    if (state.stage != TaskState::Stage::running && passes_check(object)) {
      TRIMTAB_CHECK(wait_for_others(effect, object, name_of(object)));
      TRIMTAB_CHECK(run.settle(0, native_of(object)));
      TRIMTAB_CHECK(set_current(object, name_of(object)));
      text = "already there";
    } else {
      TRIMTAB_CHECK(run_to_end(effect, object, name_of(object), object.desired.at("run")));
    }
    TRIMTAB_CHECK(collect(object, effect.before));
    return Effected{native_of(object), text};
  }

  /// Keeps this run and the one before it; an undo of either would be another one from now on.
  Status collect(const Object& object, const Object* before) {
    TRIMTAB_TRY(const std::vector<std::string> names, disk().list(home_of(object)));
    for (const std::string& name : names) {
      const bool kept = name == "current" || name == name_of(object) || (before != nullptr && name == name_of(*before));
      if (!kept) TRIMTAB_CHECK(disk().remove_tree(home_of(object) / name));
    }
    return {};
  }

  /// `@{previous:KEY}` is an input of the run before; everything else in an undo was replaced by lowering.
  static Result<Value> undo_command(const Effect& effect) {
    const Object& object = *effect.desired;
    if (!object.desired.contains("undo")) return fail(Errc::failed, "E0760", "it has no undo");
    return with_previous(object.desired.at("undo"), effect.before);
  }

  Result<Effected> undone(const Effect& effect) {
    const Object& object = *effect.desired;
    const std::string before = effect.before != nullptr ? name_of(*effect.before) : std::string();
    const std::string name = "undo-" + name_of(object) + (before.empty() ? "" : "-" + before);
    TRIMTAB_TRY(const Value command, undo_command(effect));
    TRIMTAB_TRY(const bool undone_before, is_undone(object, before));
    if (undone_before) return Effected{native_before(effect), "undone before"};
    TRIMTAB_TRY(const std::string last, current(object));
    const TaskRun run = run_named(object, name);
    TRIMTAB_TRY(const TaskState state, run.state());
    const bool ended_well = last == name && state.stage == TaskState::Stage::ended && state.code == 0;
    if (!ended_well) TRIMTAB_CHECK(run_to_end(effect, object, name, command));
    // What was done before is what counts again; without it, nothing is.
    TRIMTAB_TRY(const auto earlier, disk().status(home_of(object) / (before.empty() ? "none" : before)));
    TRIMTAB_CHECK(set_current(object, earlier ? before : std::string()));
    TRIMTAB_CHECK(disk().remove_tree(home_of(object) / name_of(object)));
    TRIMTAB_CHECK(disk().remove_tree(run.directory()));
    return Effected{native_before(effect), {}};
  }

  static std::string native_before(const Effect& effect) {
    return effect.before != nullptr ? native_of(*effect.before) : std::string();
  }

  /// Its run's directory goes only when its undo has succeeded and what was done before is current again.
  Result<bool> is_undone(const Object& object, const std::string& before) const {
    TRIMTAB_TRY(const auto home, disk().status(home_of(object)));
    TRIMTAB_TRY(const auto own, disk().status(home_of(object) / name_of(object)));
    if (!home || own) return false;
    TRIMTAB_TRY(const std::string last, current(object));
    return last.empty() || last == before;
  }

  Status take_away(const Effect& effect, const Object& object) override {
    TRIMTAB_CHECK(wait_for_others(effect, object, std::string("-")));
    return disk().remove_tree(home_of(object));
  }

  const S6& s6_;
};

}  // namespace

std::unique_ptr<Driver> make_task_driver(const LocalSite& site, const S6& s6) {
  return std::make_unique<TaskDriver>(site, s6);
}

}  // namespace trimtab
