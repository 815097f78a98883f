#include "core/target/kubernetes/driver/drivers.h"
#include "core/target/kubernetes/driver/secret_making.h"
#include "core/target/kubernetes/driver/versions.h"
#include "core/target/kubernetes/health/fields.h"

namespace trimtab {
namespace {

/// Versions stay while a kept revision may go back to them.
constexpr std::int64_t kept_versions = 10;

class SecretDriver final : public Driver {
 public:
  explicit SecretDriver(const KubernetesSite& site) : site_(site), versions_(site, "Secret") {}

  Result<std::vector<Observed>> observe(std::span<const Question> questions) override {
    return versions_.observe(questions);
  }

  Result<Effected> apply(const Effect& effect) override {
    const Object& object = *effect.desired;
    const KubeKey key = versions_.key_for(object);
    TRIMTAB_TRY(const auto there, site_.client.get_metadata(key));
    if (there) return kept(object, *there);
    TRIMTAB_TRY([[maybe_unused]] const bool fresh, ensure_name_space(site_, key.name_space));
    TRIMTAB_TRY(Value content, secret_content(site_, object, effect.before));
    TRIMTAB_TRY(const auto made, site_.client.create(manifest(effect, std::move(content)), field_manager));
    if (!made) return apply(effect);  // somebody was faster: it is looked at again
    TRIMTAB_CHECK(collect(object));
    return Effected{uid_of(*made), {}};
  }

  Status remove(const Effect& effect) override { return versions_.remove(effect); }
  Result<Health> health(const Object& object) override { return versions_.health(object); }
  Result<Effected> undo(const Effect& effect) override { return no_undo(effect); }
  std::vector<std::string> last_words(const Object&, std::size_t) override { return {}; }

 private:
  Result<Effected> kept(const Object& object, const Value& live) const {
    const bool same = text_at(live, "/metadata/annotations/trimtab.dev~1definition") ==
                      object.desired.at("definition").get<std::string>();
    if (is_ours(site_, live) && same) return Effected{uid_of(live), "kept"};
    return versions_.taken(object, live);
  }

  Value manifest(const Effect& effect, Value content) const {
    const Object& object = *effect.desired;
    Value secret{{"apiVersion", "v1"},
                 {"kind", "Secret"},
                 {"immutable", true},
                 {"metadata",
                  {{"name", object.desired.at("name")},
                   {"namespace", object.desired.at("namespace")},
                   {"labels", object.desired.at("labels")},
                   {"annotations",
                    {{"trimtab.dev/id", object.id.text()},
                     {"trimtab.dev/version", std::to_string(object.desired.at("version").get<std::int64_t>())},
                     {"trimtab.dev/definition", object.desired.at("definition")}}}}},
                 {"type", std::move(content["type"])},
                 {"data", std::move(content["data"])}};
    return versions_.marked(std::move(secret), effect);
  }

  /// Older versions go when no kept revision can name them any more.
  Status collect(const Object& object) const {
    TRIMTAB_TRY(const auto versions, versions_.of(object));
    const auto newest = object.desired.at("version").get<std::int64_t>();
    for (const Value& item : versions) {
      const std::string text = text_at(item, "/metadata/annotations/trimtab.dev~1version", "0");
      if (std::stoll(text) + kept_versions > newest) continue;
      TRIMTAB_TRY([[maybe_unused]] const bool gone, site_.client.remove(key_of(item), uid_of(item)));
    }
    return {};
  }

  const KubernetesSite& site_;
  Versions versions_;
};

}  // namespace

std::unique_ptr<Driver> make_secret_driver(const KubernetesSite& site) { return std::make_unique<SecretDriver>(site); }

}  // namespace trimtab
