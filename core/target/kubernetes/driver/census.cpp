#include "core/target/kubernetes/driver/census.h"

#include <set>
#include <tuple>

#include "core/model/value_fields.h"

namespace trimtab {

const Object& subject_of(const Question& question) {
  return question.recorded != nullptr ? question.recorded->object : *question.desired;
}

KubeKey key_of_subject(const Question& question) { return key_of(subject_of(question).desired.at("manifest")); }

const Value* Census::find(const KubeKey& key) const {
  const auto found = there_.find(key);
  return found == there_.end() ? nullptr : &found->second;
}

Status Census::list(const std::string& api_version, const std::string& kind, const std::string& name_space) {
  // A kind that is not defined (yet) has no objects.
  if (site_.client.kinds().find(api_version, kind) == nullptr) return {};
  TRIMTAB_TRY(KubeList list, site_.client.list(api_version, kind, name_space, selector_of_stack(site_)));
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

/// What carries no label of ours may be there all the same. Many are looked for by one list of names.
Status Census::ask_for_all(const std::vector<KubeKey>& keys) {
  constexpr std::size_t many = 8;
  std::set<std::string> names;
  const KubeKey& first = keys.front();
  const bool known = site_.client.kinds().find(first.api_version, first.kind) != nullptr;
  if (keys.size() > many && known) {
    TRIMTAB_TRY(const KubeList list, site_.client.list_metadata(first.api_version, first.kind, first.name_space));
    for (const Value& item : list.items) names.insert(text_at(item, "/metadata/name"));
  }
  for (const KubeKey& key : keys) {
    if (keys.size() <= many || names.contains(key.name)) TRIMTAB_CHECK(ask_for(key));
  }
  return {};
}

Status Census::take(std::span<const Question> questions) {
  std::set<std::tuple<std::string, std::string, std::string>> kinds;
  for (const Question& question : questions) {
    const KubeKey key = key_of_subject(question);
    if (kinds.emplace(key.api_version, key.kind, key.name_space).second)
      TRIMTAB_CHECK(list(key.api_version, key.kind, key.name_space));
  }
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<KubeKey>> missing;
  for (const Question& question : questions) {
    const KubeKey key = key_of_subject(question);
    if (find(key) == nullptr) missing[{key.api_version, key.kind, key.name_space}].push_back(key);
  }
  for (const auto& [kind, keys] : missing) TRIMTAB_CHECK(ask_for_all(keys));
  return {};
}

}  // namespace trimtab
