#include "core/target/kubernetes/driver/census.h"

#include <set>

namespace trimtab {

const Object& subject_of(const Question& question) {
  return question.recorded != nullptr ? question.recorded->object : *question.desired;
}

KubeKey key_of_subject(const Question& question) { return key_of(subject_of(question).desired.at("manifest")); }

const Value* Census::find(const KubeKey& key) const {
  const auto found = there_.find(key);
  return found == there_.end() ? nullptr : &found->second;
}

Status Census::list(const std::string& api_version, const std::string& kind) {
  // A kind that is not defined (yet) has no objects.
  if (site_.client.kinds().find(api_version, kind) == nullptr) return {};
  TRIMTAB_TRY(KubeList list, site_.client.list(api_version, kind, site_.settings.name_space, selector_of_stack(site_)));
  for (Value& item : list.items) {
    KubeKey key = key_of(item);
    there_.emplace(std::move(key), std::move(item));
  }
  return {};
}

Status Census::ask_for(const KubeKey& key) {
  if (site_.client.kinds().find(key.api_version, key.kind) == nullptr) return {};
  TRIMTAB_TRY(auto live, site_.client.get(key));
  if (live) there_.emplace(key, std::move(*live));
  return {};
}

Status Census::take(std::span<const Question> questions) {
  std::set<std::pair<std::string, std::string>> kinds;
  for (const Question& question : questions) {
    const KubeKey key = key_of_subject(question);
    if (kinds.emplace(key.api_version, key.kind).second) TRIMTAB_CHECK(list(key.api_version, key.kind));
  }
  for (const Question& question : questions) {
    const KubeKey key = key_of_subject(question);
    if (find(key) == nullptr) TRIMTAB_CHECK(ask_for(key));
  }
  return {};
}

}  // namespace trimtab
