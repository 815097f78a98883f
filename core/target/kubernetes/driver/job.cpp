#include "core/support/text.h"
#include "core/target/kubernetes/driver/census.h"
#include "core/target/kubernetes/driver/drivers.h"
#include "core/target/kubernetes/driver/job_progress.h"
#include "core/target/kubernetes/driver/pod_log.h"
#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

constexpr Duration poll = std::chrono::milliseconds(250);
constexpr Duration default_timeout = std::chrono::minutes(10);

class JobDriver final : public Driver {
 public:
  explicit JobDriver(const KubernetesSite& site) : site_(site) {}

  Result<std::vector<Observed>> observe(std::span<const Question> questions) override {
    // By what is wanted, not by what is recorded: another digest is another Job.
    std::vector<Question> wanted;
    for (const Question& question : questions) {
      wanted.push_back(question.desired != nullptr ? Question{question.desired, nullptr} : question);
    }
    Census census(site_);
    TRIMTAB_TRY(const std::vector<const Value*> there, census.take(wanted));
    std::vector<Observed> answers;
    for (const Value* live : there) answers.push_back(seen(live));
    for (std::size_t i = 0; i < questions.size(); ++i) remember(questions[i], answers[i]);
    return answers;
  }

  Result<Effected> apply(const Effect& effect) override {
    const Object& object = *effect.desired;
    TRIMTAB_CHECK(forget_before(effect));
    return run(effect, object, object.desired.at("manifest"));
  }

  Status remove(const Effect& effect) override {
    const Object& object = effect.before != nullptr ? *effect.before : *effect.desired;
    const KubeKey key = key_of(object.desired.at("manifest"));
    TRIMTAB_TRY(const auto live, site_.client.get(key));
    if (!live || !is_ours(site_, *live)) return {};
    return remove_and_wait(site_, key, uid_of(*live), effect);
  }

  Result<Health> health(const Object& object) override {
    TRIMTAB_TRY(const auto live, site_.client.get(key_of(object.desired.at("manifest"))));
    return live ? health_of(*live, site_.health) : Health{HealthState::healthy, "done", {}};
  }

  Result<Effected> undo(const Effect& effect) override {
    const Object& object = *effect.desired;
    if (!object.desired.contains("undo")) return fail(Errc::failed, "E0760", "it has no undo");
    TRIMTAB_TRY(const Value manifest, undo_manifest(effect));
    TRIMTAB_TRY(Effected effected, run(effect, object, manifest));
    // What was undone is not done: its Job goes, and so does that of the undo.
    TRIMTAB_CHECK(remove_job(effect, object.desired.at("manifest")));
    TRIMTAB_CHECK(remove_job(effect, manifest));
    effected.native.clear();
    return effected;
  }

  std::vector<std::string> last_words(const Object& object, std::size_t lines) override {
    const auto live = site_.client.get(key_of(object.desired.at("manifest")));
    if (!live || !*live) return {};
    return log_of_pods(site_, **live, lines);
  }

 private:
  Observed seen(const Value* live) const {
    Observed observed;
    observed.exists = live != nullptr;
    if (live == nullptr) {
      observed.health = {HealthState::stopped, "not done", {}};
      return observed;
    }
    observed.native = uid_of(*live);
    observed.ours = is_ours(site_, *live);
    if (!observed.ours) observed.owner = owner_of(*live);
    observed.health = health_of(*live, site_.health);
    observed.done = observed.ours && observed.health.state == HealthState::healthy;
    return observed;
  }

  /// A Job that is gone (somebody cleaned up) was done if the record says so.
  static void remember(const Question& question, Observed& observed) {
    const bool same =
        question.desired != nullptr && question.recorded != nullptr && question.recorded->is(*question.desired);
    if (!same || observed.exists) return;
    observed.done = true;
    observed.health = {HealthState::healthy, "done", {}};
  }

  /// What an earlier run made is about to be another thing: should it be wanted again, it has to run again.
  Status forget_before(const Effect& effect) const {
    if (effect.before == nullptr) return {};
    const Value& earlier = effect.before->desired.at("manifest");
    if (key_of(earlier) == key_of(effect.desired->desired.at("manifest"))) return {};
    TRIMTAB_TRY(const auto live, site_.client.get(key_of(earlier)));
    if (!live || !is_ours(site_, *live)) return {};
    return remove_and_wait(site_, key_of(earlier), uid_of(*live), effect);
  }

  /// Creates the Job unless it is there, and waits for its end. One that failed before is tried anew.
  Result<Effected> run(const Effect& effect, const Object& object, const Value& manifest) {
    const KubeKey key = key_of(manifest);
    TRIMTAB_TRY(auto live, site_.client.get(key));
    if (live && health_of(*live, site_.health).state == HealthState::failed) {
      TRIMTAB_CHECK(remove_and_wait(site_, key, uid_of(*live), effect));
      live.reset();
    }
    if (live && health_of(*live, site_.health).state == HealthState::healthy)
      return Effected{uid_of(*live), "done before"};
    if (!live) {
      TRIMTAB_TRY([[maybe_unused]] const bool there, ensure_name_space(site_, key.name_space));
      TRIMTAB_TRY([[maybe_unused]] const auto made,
                  site_.client.create(marked(site_, manifest, effect), field_manager));
    }
    return wait(effect, object, key);
  }

  Result<Effected> wait(const Effect& effect, const Object& object, const KubeKey& key) {
    Clock& clock = site_.seams.clock;
    const SteadyTime deadline =
        effect.deadline != SteadyTime{} ? effect.deadline : clock.steady() + object.timeout.value_or(default_timeout);
    JobProgress progress(site_, effect);
    while (true) {
      TRIMTAB_TRY(const auto live, site_.client.get(key));
      if (!live) return fail(Errc::failed, "E0758", key.text() + " was removed while it ran");
      const Health health = health_of(*live, site_.health);
      const bool ended = health.state == HealthState::healthy || health.state == HealthState::failed;
      ended ? progress.end(*live) : progress.look(*live);
      if (health.state == HealthState::healthy) return Effected{uid_of(*live), {}};
      const std::string what = object.summary.empty() ? key.text() : object.summary;
      if (health.state == HealthState::failed) return fail(Errc::failed, "E0758", what + ": " + health.reason);
      if (effect.cancel != nullptr && effect.cancel->level() == Cancel::Level::now)
        return fail(Errc::interrupted, "E0759", what + " goes on by itself", "apply again");
      if (clock.steady() >= deadline) return fail(Errc::failed, "E0758", what + " took too long: " + held_up(*live));
      clock.sleep(poll);
    }
  }

  std::string held_up(const Value& job) const {
    const auto pod = worst_pod(site_, job);
    return pod ? pod->reason : health_of(job, site_.health).reason;
  }

  Status remove_job(const Effect& effect, const Value& manifest) {
    const KubeKey key = key_of(manifest);
    TRIMTAB_TRY(const auto live, site_.client.get(key));
    return live ? remove_and_wait(site_, key, uid_of(*live), effect) : Status();
  }

  /// `@{previous:KEY}` is an input of the run before; everything else in an undo was replaced by lowering.
  static Result<Value> undo_manifest(const Effect& effect) {
    const Object& object = *effect.desired;
    TRIMTAB_TRY(Value manifest, with_previous(object.desired.at("undo"), effect.before));
    Value metadata = object.desired.at("manifest").at("metadata");
    metadata["name"] = metadata.at("name").get<std::string>() + "-undo";
    manifest["metadata"] = std::move(metadata);
    return manifest;
  }

  const KubernetesSite& site_;
};

}  // namespace

std::unique_ptr<Driver> make_job_driver(const KubernetesSite& site) { return std::make_unique<JobDriver>(site); }

}  // namespace trimtab
