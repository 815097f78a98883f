#include <algorithm>

#include "core/model/value_fields.h"
#include "core/target/kubernetes/driver/census.h"
#include "core/target/kubernetes/driver/drivers.h"
#include "core/target/kubernetes/published_tree.h"

namespace trimtab {
namespace {

/// Published directories: one immutable ConfigMap for each version. Older ones stay for running readers and to go back
/// to, as many as the resource says.
class TreeDriver final : public Driver {
 public:
  explicit TreeDriver(const KubernetesSite& site) : site_(site) {}

  Result<std::vector<Observed>> observe(std::span<const Question> questions) override {
    std::vector<Observed> answers;
    std::map<std::string, KubeList> there;
    for (const Question& question : questions) {
      const Object& object = subject_of(question);
      const std::string& name_space = key_for(object).name_space;
      if (!there.contains(name_space)) {
        TRIMTAB_TRY(there[name_space],
                    site_.client.list_metadata("v1", "ConfigMap", name_space, selector_of_stack(site_)));
      }
      TRIMTAB_TRY(Observed observed, seen(object, question.recorded != nullptr, there[name_space]));
      answers.push_back(std::move(observed));
    }
    return answers;
  }

  Result<Effected> apply(const Effect& effect) override {
    const Object& object = *effect.desired;
    TRIMTAB_TRY(const auto there, site_.client.get_metadata(key_for(object)));
    if (there && !is_ours(site_, *there)) {
      return fail(Errc::refused, "E0828",
                  "ConfigMap " + key_for(object).name + " is there, and belongs to " + owner_of(*there));
    }
    std::string native = there ? uid_of(*there) : std::string();
    if (!there) {
      TRIMTAB_TRY(const Value manifest, published_tree(site_.seams.disk, object));
      TRIMTAB_TRY([[maybe_unused]] const bool fresh, ensure_name_space(site_, key_for(object).name_space));
      TRIMTAB_TRY(const auto made, site_.client.create(marked(site_, manifest, effect), field_manager));
      if (!made) return apply(effect);  // somebody was faster: it is looked at again
      native = uid_of(*made);
    }
    TRIMTAB_CHECK(collect(object));
    return Effected{native, "version " + object.desired.at("digest").get<std::string>().substr(0, 6)};
  }

  Status remove(const Effect& effect) override {
    const Object& object = effect.before != nullptr ? *effect.before : *effect.desired;
    TRIMTAB_TRY(const auto versions, versions_of(object));
    for (const Value& version : versions)
      TRIMTAB_CHECK(remove_and_wait(site_, key_of(version), uid_of(version), effect));
    return {};
  }

  Result<Health> health(const Object& object) override {
    TRIMTAB_TRY(const auto live, site_.client.get_metadata(key_for(object)));
    if (!live) return Health{HealthState::stopped, "it is not there", {}};
    return Health{HealthState::healthy, "it is there", {}};
  }

  Result<Effected> undo(const Effect& effect) override {
    return fail(Errc::internal, "E0760", effect.desired->id.text() + " is no task and has no undo");
  }

  std::vector<std::string> last_words(const Object&, std::size_t) override { return {}; }

 private:
  static KubeKey key_for(const Object& object) {
    return {"v1", "ConfigMap", object.desired.at("namespace").get<std::string>(),
            object.desired.at("name").get<std::string>()};
  }

  Result<Observed> seen(const Object& object, bool recorded, const KubeList& list) const {
    Observed observed;
    const KubeKey key = key_for(object);
    const auto found = std::ranges::find(list.items, key, [](const Value& item) { return key_of(item); });
    std::optional<Value> live = found == list.items.end() ? std::nullopt : std::optional<Value>(*found);
    // Somebody else's may stand there, without our label.
    if (!live && !recorded) {
      TRIMTAB_TRY(live, site_.client.get_metadata(key));
    }
    observed.exists = live.has_value();
    observed.health = {
        live ? HealthState::healthy : HealthState::stopped, live ? "it is there" : "it is not there", {}};
    if (!live) return observed;
    observed.native = uid_of(*live);
    observed.ours = is_ours(site_, *live);
    if (!observed.ours) observed.owner = owner_of(*live);
    return observed;
  }

  Result<std::vector<Value>> versions_of(const Object& object) const {
    TRIMTAB_TRY(KubeList list,
                site_.client.list_metadata("v1", "ConfigMap", key_for(object).name_space, selector_of_stack(site_)));
    std::erase_if(list.items, [&](const Value& item) {
      return !is_ours(site_, item) || text_at(item, "/metadata/annotations/trimtab.dev~1id") != object.id.text();
    });
    return std::move(list.items);
  }

  Status collect(const Object& object) const {
    TRIMTAB_TRY(std::vector<Value> versions, versions_of(object));
    const std::string now = key_for(object).name;
    std::erase_if(versions, [&](const Value& version) { return text_at(version, "/metadata/name") == now; });
    std::ranges::sort(versions, std::greater{},
                      [](const Value& version) { return text_at(version, "/metadata/creationTimestamp"); });
    const auto others = static_cast<std::size_t>(std::max(object.desired.at("keep").get<int>(), 1) - 1);
    for (std::size_t i = others; i < versions.size(); ++i) {
      TRIMTAB_TRY([[maybe_unused]] const bool gone, site_.client.remove(key_of(versions[i]), uid_of(versions[i])));
    }
    return {};
  }

  const KubernetesSite& site_;
};

}  // namespace

std::unique_ptr<Driver> make_tree_driver(const KubernetesSite& site) { return std::make_unique<TreeDriver>(site); }

}  // namespace trimtab
