#include <algorithm>
#include <mutex>

#include "core/support/side_by_side.h"
#include "core/support/text.h"
#include "core/target/kubernetes/defined_kinds.h"
#include "core/target/kubernetes/drift.h"
#include "core/target/kubernetes/driver/census.h"
#include "core/target/kubernetes/driver/drivers.h"
#include "core/target/kubernetes/driver/pod_log.h"
#include "core/target/kubernetes/driver/stop.h"
#include "core/target/kubernetes/driver/versions.h"
#include "core/target/kubernetes/health/fields.h"
#include "core/target/kubernetes/immutable.h"

namespace trimtab {
namespace {

/// What the server answered to an apply says how the object is: a healthy one need not be asked for again at once,
/// which for the many kinds that are healthy when they are there is half of all requests.
class Answered {
 public:
  void note(const KubeKey& key, Health health) {
    const std::scoped_lock lock(mutex_);
    if (health.state == HealthState::healthy) {
      healthy_.insert_or_assign(key, std::move(health));
    } else {
      healthy_.erase(key);
    }
  }
  /// Once: whoever asks later wants to know what is then.
  std::optional<Health> take(const KubeKey& key) {
    const std::scoped_lock lock(mutex_);
    const auto found = healthy_.extract(key);
    return found ? std::optional(std::move(found.mapped())) : std::nullopt;
  }

 private:
  std::mutex mutex_;  // guards the rest
  std::map<KubeKey, Health> healthy_;
};

/// Comparing so many objects takes longer than to begin a thread.
constexpr std::size_t worth_a_thread = 128;

class ManifestDriver final : public Driver {
 public:
  explicit ManifestDriver(const KubernetesSite& site) : site_(site) {}

  Result<std::vector<Observed>> observe(std::span<const Question> questions) override {
    Census census(site_);
    TRIMTAB_TRY(const std::vector<const Value*> there, census.take(questions));
    std::vector<Observed> answers(questions.size());
    const auto answer = [&](std::size_t one) { answers[one] = seen(questions[one], there[one]); };
    side_by_side(questions.size(), answer, worth_a_thread);
    return answers;
  }

  Result<Effected> apply(const Effect& effect) override {
    if (effect.step == Step::down) {
      TRIMTAB_CHECK(stop_pods(site_, effect));
      return Effected{effect.native, {}};
    }
    const Value& manifest = manifest_of(*effect.desired);
    if (effect.action == Action::replace && effect.before != nullptr) TRIMTAB_CHECK(make_way(effect));
    const KubeKey key = key_of(manifest);
    TRIMTAB_TRY([[maybe_unused]] const bool made, ensure_name_space(site_, key.name_space));
    // Defined since this process asked: its definition may have been healthy before, and so was not waited for.
    if (!site_.client.knows(key.api_version, key.kind)) TRIMTAB_CHECK(site_.client.discover_again());
    KubeApply how{.manager = field_manager, .force = effect.action == Action::adopt};
    // What we said before and somebody changed is put right: the plan told it as drift. What we never said is theirs.
    how.may_take = [&](const FieldConflict& conflict) {
      return effect.before != nullptr && says(manifest_of(*effect.before), conflict.field);
    };
    auto live = site_.client.apply(marked(site_, manifest, effect), how);
    if (!live) return std::unexpected(explained(std::move(live).error()));
    // What defines kinds is looked at again, until they are named.
    if (kinds_defined_by(*live).empty()) answered_.note(key, health_of(*live, site_.health));
    return Effected{uid_of(*live), {}};
  }

  Status remove(const Effect& effect) override { return remove_as(effect, "Background"); }

  Result<Health> health(const Object& object) override {
    if (auto known = answered_.take(key_of(manifest_of(object)))) return std::move(*known);
    TRIMTAB_TRY(const auto live, site_.client.get(key_of(manifest_of(object))));
    if (!live) return Health{HealthState::stopped, "it is not there", {}};
    Health found = health_of(*live, site_.health);
    if (found.state == HealthState::healthy) return when_named(*live, std::move(found));
    // A controller counts; what holds it up is known by its pods.
    if (const auto pods = worst_pod(site_, *live); pods && pods->state != HealthState::healthy) return *pods;
    return found;
  }

  Result<Effected> undo(const Effect& effect) override { return no_undo(effect); }

  std::vector<std::string> last_words(const Object& object, std::size_t lines) override {
    const auto live = site_.client.get(key_of(manifest_of(object)));
    if (!live || !*live) return {};
    return log_of_pods(site_, **live, lines);
  }

 private:
  static const Value& manifest_of(const Object& object) { return object.desired.at("manifest"); }

  [[nodiscard]] bool knows_all(const std::vector<KubeKind>& kinds) const {
    return std::ranges::all_of(kinds,
                               [&](const KubeKind& one) { return site_.client.knows(one.api_version, one.kind); });
  }

  /// A definition is established a moment before the server names its kinds, and only then objects of them can be made.
  Result<Health> when_named(const Value& live, Health found) const {
    const std::vector<KubeKind> kinds = kinds_defined_by(live);
    if (knows_all(kinds)) return found;
    TRIMTAB_CHECK(site_.client.discover_again());
    if (knows_all(kinds)) return found;
    return Health{HealthState::starting, "established; the server does not name its kinds yet", {}};
  }

  /// A stateful set that is made anew takes its pods over from the one before: they go on meanwhile.
  Status make_way(const Effect& effect) const {
    const bool stay = keeps_its_pods(manifest_of(*effect.before), manifest_of(*effect.desired));
    return remove_as(effect, stay ? "Orphan" : "Background");
  }

  Status remove_as(const Effect& effect, const std::string& propagation) const {
    const Object& object = effect.before != nullptr ? *effect.before : *effect.desired;
    const KubeKey key = key_of(manifest_of(object));
    if (!site_.client.knows(key.api_version, key.kind)) return {};
    std::string uid = effect.native;
    if (uid.empty()) {
      TRIMTAB_TRY(const auto live, site_.client.get(key));
      if (!live || !is_ours(site_, *live)) return {};
      uid = uid_of(*live);
    }
    return remove_and_wait(site_, key, uid, effect, propagation);
  }

  Observed seen(const Question& question, const Value* live) const {
    Observed observed;
    observed.exists = live != nullptr;
    if (live == nullptr) {
      observed.health = {HealthState::stopped, "it is not there", {}};
      return observed;
    }
    observed.native = uid_of(*live);
    // Who takes our mark away does not make it theirs.
    const bool made_by_us = question.recorded != nullptr && question.recorded->native == observed.native;
    observed.ours = made_by_us || is_ours(site_, *live);
    if (!observed.ours) observed.owner = owner_of(*live);
    observed.health = health_of(*live, site_.health);
    if (question.desired != nullptr) observed.replace = immutable_change(manifest_of(*question.desired), *live);
    if (question.recorded != nullptr) {
      observed.drift = owned_drift(manifest_of(question.recorded->object), *live);
    } else if (!observed.ours && question.desired != nullptr) {
      observed.drift = owned_drift(manifest_of(*question.desired), *live);
    }
    return observed;
  }

  /// The server says "field is immutable" of what only a new object can have.
  static Error explained(Error error) {
    Diagnostic& first = error.diagnostics.front();
    for (const std::string& why : first.why) {
      if (why.contains("immutable") || why.contains("updates to statefulset spec"))
        first.next = "destroy the component first, or write the field as it was";
    }
    return error;
  }

  const KubernetesSite& site_;
  Answered answered_;
};

}  // namespace

std::unique_ptr<Driver> make_manifest_driver(const KubernetesSite& site) {
  return std::make_unique<ManifestDriver>(site);
}

}  // namespace trimtab
