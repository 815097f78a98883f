#include <set>

#include "core/target/kubernetes/driver/census.h"
#include "core/target/kubernetes/driver/drivers.h"
#include "core/target/kubernetes/driver/secret_making.h"
#include "core/target/kubernetes/health/fields.h"

namespace trimtab {
namespace {

/// Versions stay while a kept revision may go back to them.
constexpr std::int64_t kept_versions = 10;

class SecretDriver final : public Driver {
 public:
  explicit SecretDriver(const KubernetesSite& site) : site_(site) {}

  Result<std::vector<Observed>> observe(std::span<const Question> questions) override {
    std::map<KubeKey, Value> there;
    std::set<std::string> name_spaces;
    for (const Question& question : questions) name_spaces.insert(key_for(subject_of(question)).name_space);
    for (const std::string& name_space : name_spaces) {
      TRIMTAB_TRY(KubeList list, site_.client.list_metadata("v1", "Secret", name_space, selector_of_stack(site_)));
      for (Value& item : list.items) {
        KubeKey key = key_of(item);
        there.emplace(std::move(key), std::move(item));
      }
    }
    std::vector<Observed> answers;
    for (const Question& question : questions) {
      const Object& object = subject_of(question);
      const auto found = there.find(key_for(object));
      TRIMTAB_TRY(Observed observed, seen(object, found == there.end() ? nullptr : &found->second));
      answers.push_back(std::move(observed));
    }
    return answers;
  }

  Result<Effected> apply(const Effect& effect) override {
    const Object& object = *effect.desired;
    TRIMTAB_TRY(const auto there, site_.client.get(key_for(object)));
    if (there) return kept(object, *there);
    TRIMTAB_TRY([[maybe_unused]] const bool fresh, ensure_name_space(site_, key_for(object).name_space));
    TRIMTAB_TRY(Value content, secret_content(site_, object, effect.before));
    TRIMTAB_TRY(const auto made, site_.client.create(manifest(effect, std::move(content)), field_manager));
    if (!made) return apply(effect);  // somebody was faster: it is looked at again
    TRIMTAB_CHECK(collect(object));
    return Effected{uid_of(*made), {}};
  }

  Status remove(const Effect& effect) override {
    const Object& object = effect.before != nullptr ? *effect.before : *effect.desired;
    TRIMTAB_TRY(const KubeList list, versions_of(object));
    for (const Value& version : list.items)
      TRIMTAB_CHECK(remove_and_wait(site_, key_of(version), uid_of(version), effect));
    return {};
  }

  Result<Health> health(const Object& object) override {
    TRIMTAB_TRY(const auto live, site_.client.get(key_for(object)));
    if (!live) return Health{HealthState::stopped, "it is not there", {}};
    return Health{HealthState::healthy, "it is there", {}};
  }

  Result<Effected> undo(const Effect& effect) override {
    return fail(Errc::internal, "E0760", effect.desired->id.text() + " is no task and has no undo");
  }

  std::vector<std::string> last_words(const Object&, std::size_t) override { return {}; }

 private:
  static std::string name_of(const Object& object) { return object.desired.at("name").get<std::string>(); }

  static KubeKey key_for(const Object& object) {
    return {"v1", "Secret", object.desired.at("namespace").get<std::string>(), name_of(object)};
  }

  /// Without values: an observer needs none.
  Result<Observed> seen(const Object& object, const Value* live) const {
    Observed observed;
    observed.exists = live != nullptr;
    if (live == nullptr) {
      TRIMTAB_TRY(const auto foreign, site_.client.get_metadata(key_for(object)));
      observed.health = {HealthState::stopped, "it is not there", {}};
      if (!foreign) return observed;
      observed.exists = true;
      observed.ours = false;
      observed.owner = owner_of(*foreign);
      return observed;
    }
    observed.native = uid_of(*live);
    observed.ours = is_ours(site_, *live);
    if (!observed.ours) observed.owner = owner_of(*live);
    observed.health = {HealthState::healthy, "it is there", {}};
    return observed;
  }

  Result<Effected> kept(const Object& object, const Value& live) const {
    const bool same = text_at(live, "/metadata/annotations/trimtab.dev~1definition") ==
                      object.desired.at("definition").get<std::string>();
    if (is_ours(site_, live) && same) return Effected{uid_of(live), "kept"};
    return fail(Errc::refused, "E0828", "Secret " + name_of(object) + " is there, and belongs to " + owner_of(live));
  }

  Value manifest(const Effect& effect, Value content) const {
    const Object& object = *effect.desired;
    Value secret{{"apiVersion", "v1"},
                 {"kind", "Secret"},
                 {"immutable", true},
                 {"metadata",
                  {{"name", name_of(object)},
                   {"namespace", object.desired.at("namespace")},
                   {"labels", object.desired.at("labels")},
                   {"annotations",
                    {{"trimtab.dev/id", object.id.text()},
                     {"trimtab.dev/version", std::to_string(object.desired.at("version").get<std::int64_t>())},
                     {"trimtab.dev/definition", object.desired.at("definition")}}}}},
                 {"type", std::move(content["type"])},
                 {"data", std::move(content["data"])}};
    return marked(site_, std::move(secret), effect);
  }

  Result<KubeList> versions_of(const Object& object) const {
    TRIMTAB_TRY(KubeList list,
                site_.client.list_metadata("v1", "Secret", key_for(object).name_space, selector_of_stack(site_)));
    std::erase_if(list.items, [&](const Value& item) {
      return !is_ours(site_, item) || text_at(item, "/metadata/annotations/trimtab.dev~1id") != object.id.text();
    });
    return list;
  }

  /// Older versions go when no kept revision can name them any more.
  Status collect(const Object& object) const {
    TRIMTAB_TRY(const KubeList list, versions_of(object));
    const auto newest = object.desired.at("version").get<std::int64_t>();
    for (const Value& item : list.items) {
      const std::string text = text_at(item, "/metadata/annotations/trimtab.dev~1version", "0");
      if (std::stoll(text) + kept_versions > newest) continue;
      TRIMTAB_TRY([[maybe_unused]] const bool gone, site_.client.remove(key_of(item), uid_of(item)));
    }
    return {};
  }

  const KubernetesSite& site_;
};

}  // namespace

std::unique_ptr<Driver> make_secret_driver(const KubernetesSite& site) { return std::make_unique<SecretDriver>(site); }

}  // namespace trimtab
