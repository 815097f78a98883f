#include "core/target/local/driver/single_driver.h"

namespace trimtab {
namespace {

template <class T, class Call>
T guarded(const Object& object, Call call) {
  try {
    return call();
  } catch (const std::exception& error) {
    return fail(Errc::invalid, "E0754", object.id.text() + " was recorded in a form that is not read: " + error.what());
  }
}

}  // namespace

Result<std::vector<Observed>> SingleDriver::observe(std::span<const Question> questions) {
  std::vector<Observed> answers;
  answers.reserve(questions.size());
  for (const Question& question : questions) {
    const Object& baseline = question.recorded != nullptr ? question.recorded->object : *question.desired;
    TRIMTAB_TRY(Observed observed, guarded<Result<Observed>>(baseline, [&] { return look(question, baseline); }));
    if (question.desired == nullptr && !observed.exists) {
      TRIMTAB_TRY(observed.exists, guarded<Result<bool>>(baseline, [&] { return is_anything_left(baseline); }));
    }
    answers.push_back(std::move(observed));
  }
  return answers;
}

Result<Effected> SingleDriver::apply(const Effect& effect) {
  const Object& object = effect.desired != nullptr ? *effect.desired : *effect.before;
  return guarded<Result<Effected>>(object, [&] { return make(effect); });
}

Status SingleDriver::remove(const Effect& effect) {
  const Object& object = effect.before != nullptr ? *effect.before : *effect.desired;
  return guarded<Status>(object, [&] { return take_away(effect, object); });
}

Result<Health> SingleDriver::health(const Object& object) {
  const Question question{&object, nullptr};
  TRIMTAB_TRY(const Observed observed, guarded<Result<Observed>>(object, [&] { return look(question, object); }));
  if (!observed.ours) return Health{HealthState::failed, "it belongs to " + observed.owner, {}};
  return observed.health;
}

Result<Effected> SingleDriver::undo(const Effect& effect) {
  const Object& object = effect.desired != nullptr ? *effect.desired : *effect.before;
  return fail(Errc::internal, "E0760", object.id.text() + " is no task and has no undo");
}

std::vector<std::string> SingleDriver::last_words(const Object&, std::size_t) { return {}; }

Health SingleDriver::there(bool exists) {
  if (exists) return {HealthState::healthy, "it is there", {}};
  return {HealthState::stopped, "it is not there", {}};
}

Observed SingleDriver::absent() {
  Observed observed;
  observed.health = there(false);
  return observed;
}

Observed SingleDriver::foreign(std::string owner) {
  Observed observed;
  observed.exists = true;
  observed.ours = false;
  observed.owner = std::move(owner);
  return observed;
}

Path path_of(const Object& object) { return object.desired.at("path").get<std::string>(); }

}  // namespace trimtab
