#include "core/apply/effect.h"

#include <algorithm>
#include <exception>

#include "core/support/failpoint.h"

namespace trimtab {
namespace {

constexpr std::size_t quoted_lines = 5;

template <class T, class Call>
Result<T> guarded(const Id& id, Call call) {
  try {
    return call();
  } catch (const std::exception& error) {
    return fail(Errc::internal, "E0599", id.text() + ": its driver broke: " + error.what());
  }
}

Result<Driver*> driver_of(Target& target, const Job& job) {
  const std::string& name = job.subject().driver;
  if (Driver* driver = target.driver(name)) return driver;
  return fail(Errc::invalid, "E0501", job.id.text() + ": this target has no driver named \"" + name + "\"");
}

/// An object that stays as it is, and is recorded again: without its native identity it would count as lost.
Result<Effected> identified(Driver& driver, const Object& object) {
  const Question question{&object, nullptr};
  TRIMTAB_TRY(const auto answers, driver.observe(std::span(&question, 1)));
  return Effected{answers.front().native, {}};
}

Result<Effected> call(Driver& driver, const Job& job, const Effect& effect) {
  switch (job.verb) {
    case Verb::apply:
      return driver.apply(effect);
    case Verb::undo_task:
      return driver.undo(effect);
    case Verb::remove:
      TRIMTAB_CHECK(driver.remove(effect));
      return Effected{};
    case Verb::record:
    case Verb::barrier:
      return Effected{};
  }
  return fail(Errc::internal, "E0599", "unknown verb");
}

}  // namespace

Operation operation_of(const Job& job, std::uint64_t run, std::uint32_t seq) {
  Operation operation;
  operation.run = run;
  operation.seq = seq;
  operation.id = job.id;
  operation.action = job.action;
  operation.step = job.step;
  operation.undoing = job.undoing;
  operation.undo = job.undo;
  if (job.desired != nullptr) operation.desired = *job.desired;
  if (job.before != nullptr) operation.before = *job.before;
  return operation;
}

Effect effect_of(const Job& job, std::uint64_t run, std::uint32_t seq) {
  Effect effect;
  effect.action = job.action;
  effect.step = job.step;
  effect.desired = job.desired;
  effect.before = job.before;
  effect.operation = std::to_string(run) + "." + std::to_string(seq);
  effect.undoing = job.undoing;
  return effect;
}

Completion have_effect(Target& target, const Job& job, const Effect& effect, std::uint32_t index) {
  Completion completion;
  completion.job = index;
  completion.effect = guarded<Effected>(job.id, [&]() -> Result<Effected> {
    TRIMTAB_TRY(Driver * driver, driver_of(target, job));
    if (job.verb == Verb::record) return identified(*driver, *job.record);
    TRIMTAB_FAILPOINT(job.undoing ? "rollback.effect" : "apply.effect");
    auto effected = call(*driver, job, effect);
    TRIMTAB_FAILPOINT(job.undoing ? "rollback.effect_done" : "apply.effect_done");
    return effected;
  });
  if (*completion.effect && job.gated) completion.health = look_at(target, job, index).health;
  return completion;
}

Completion look_at(Target& target, const Job& job, std::uint32_t index) {
  Completion completion;
  completion.job = index;
  completion.health = guarded<Health>(job.id, [&]() -> Result<Health> {
    TRIMTAB_TRY(Driver * driver, driver_of(target, job));
    TRIMTAB_FAILPOINT(job.undoing ? "rollback.health" : "apply.health");
    return driver->health(job.subject());
  });
  return completion;
}

std::vector<std::string> last_words(Target& target, const Job& job) {
  std::vector<std::string> quoted;
  if (Driver* driver = target.driver(job.subject().driver)) {
    std::vector<std::string> lines = driver->last_words(job.subject(), quoted_lines);
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(std::min(lines.size(), quoted_lines)));
    // What is started again and again says the same again and again.
    const auto repeated = std::ranges::unique(lines);
    lines.erase(repeated.begin(), repeated.end());
    for (const std::string& line : lines) quoted.push_back("its log: " + line);
  }
  return quoted;
}

}  // namespace trimtab
