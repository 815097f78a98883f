#include "core/target/kubernetes/driver/versions.h"

#include "core/model/value_fields.h"
#include "core/target/kubernetes/driver/census.h"

namespace trimtab {
namespace {

Health presence(bool there) {
  if (!there) return {HealthState::stopped, "it is not there", {}};
  return {HealthState::healthy, "it is there", {}};
}

}  // namespace

KubeKey Versions::key_for(const Object& object) const {
  return {"v1", kind_, text_at(object.desired, "/namespace"), text_at(object.desired, "/name")};
}

Result<KubeList> Versions::all_in(const std::string& name_space) const {
  return site_.client.list_metadata("v1", kind_, name_space, selector_of_versions(site_));
}

Value Versions::marked(Value manifest, const Effect& effect) const {
  manifest["metadata"]["labels"][version_label] = "kept";
  return trimtab::marked(site_, std::move(manifest), effect);
}

Result<std::vector<Value>> Versions::of(const Object& object) const {
  TRIMTAB_TRY(KubeList list, all_in(key_for(object).name_space));
  std::erase_if(list.items, [&](const Value& item) {
    return !is_ours(site_, item) || text_at(item, "/metadata/annotations/trimtab.dev~1id") != object.id.text();
  });
  return std::move(list.items);
}

Observed Versions::seen(const Value* live) const {
  Observed observed;
  observed.exists = live != nullptr;
  observed.health = presence(observed.exists);
  if (live == nullptr) return observed;
  observed.native = uid_of(*live);
  observed.ours = is_ours(site_, *live);
  if (!observed.ours) observed.owner = owner_of(*live);
  return observed;
}

Result<std::vector<Observed>> Versions::observe(std::span<const Question> questions) const {
  std::map<std::string, std::map<KubeKey, Value>> there;
  std::vector<Observed> answers;
  for (const Question& question : questions) {
    const KubeKey key = key_for(subject_of(question));
    const auto [listed, fresh] = there.try_emplace(key.name_space);
    if (fresh) {
      TRIMTAB_TRY(KubeList list, all_in(key.name_space));
      for (Value& item : list.items) {
        KubeKey name = key_of(item);
        listed->second.emplace(std::move(name), std::move(item));
      }
    }
    if (const auto found = listed->second.find(key); found != listed->second.end()) {
      answers.push_back(seen(&found->second));
      continue;
    }
    // Somebody else's may stand there, without our label.
    TRIMTAB_TRY(const auto foreign, site_.client.get_metadata(key));
    answers.push_back(seen(foreign ? &*foreign : nullptr));
  }
  return answers;
}

Status Versions::remove(const Effect& effect) const {
  TRIMTAB_TRY(const auto versions, of(effect.before != nullptr ? *effect.before : *effect.desired));
  for (const Value& version : versions) TRIMTAB_CHECK(remove_and_wait(site_, key_of(version), uid_of(version), effect));
  return {};
}

Result<Health> Versions::health(const Object& object) const {
  TRIMTAB_TRY(const auto live, site_.client.get_metadata(key_for(object)));
  return presence(live.has_value());
}

std::unexpected<Error> Versions::taken(const Object& object, const Value& live) const {
  return fail(Errc::refused, "E0828",
              std::string(kind_) + " " + key_for(object).name + " is there, and belongs to " + owner_of(live));
}

std::unexpected<Error> no_undo(const Effect& effect) {
  return fail(Errc::internal, "E0760", effect.desired->id.text() + " is no task and has no undo");
}

}  // namespace trimtab
