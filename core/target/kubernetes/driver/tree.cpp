#include <algorithm>

#include "core/model/value_fields.h"
#include "core/target/kubernetes/driver/drivers.h"
#include "core/target/kubernetes/driver/versions.h"
#include "core/target/kubernetes/published_tree.h"

namespace trimtab {
namespace {

/// Published directories: one immutable ConfigMap for each version. Older ones stay for running readers and to go back
/// to, as many as the resource says.
class TreeDriver final : public Driver {
 public:
  explicit TreeDriver(const KubernetesSite& site) : site_(site), versions_(site, "ConfigMap") {}

  Result<std::vector<Observed>> observe(std::span<const Question> questions) override {
    return versions_.observe(questions);
  }

  Result<Effected> apply(const Effect& effect) override {
    const Object& object = *effect.desired;
    const KubeKey key = versions_.key_for(object);
    TRIMTAB_TRY(const auto there, site_.client.get_metadata(key));
    if (there && !is_ours(site_, *there)) return versions_.taken(object, *there);
    std::string native = there ? uid_of(*there) : std::string();
    if (!there) {
      TRIMTAB_TRY(const Value manifest, published_tree(site_.seams.disk, object));
      TRIMTAB_TRY([[maybe_unused]] const bool fresh, ensure_name_space(site_, key.name_space));
      TRIMTAB_TRY(const auto made, site_.client.create(versions_.marked(manifest, effect), field_manager));
      if (!made) return apply(effect);  // somebody was faster: it is looked at again
      native = uid_of(*made);
    }
    TRIMTAB_CHECK(collect(object));
    return Effected{native, "version " + object.desired.at("digest").get<std::string>().substr(0, 6)};
  }

  Status remove(const Effect& effect) override { return versions_.remove(effect); }
  Result<Health> health(const Object& object) override { return versions_.health(object); }
  Result<Effected> undo(const Effect& effect) override { return no_undo(effect); }
  std::vector<std::string> last_words(const Object&, std::size_t) override { return {}; }

 private:
  Status collect(const Object& object) const {
    TRIMTAB_TRY(std::vector<Value> versions, versions_.of(object));
    const std::string now = versions_.key_for(object).name;
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
  Versions versions_;
};

}  // namespace

std::unique_ptr<Driver> make_tree_driver(const KubernetesSite& site) { return std::make_unique<TreeDriver>(site); }

}  // namespace trimtab
