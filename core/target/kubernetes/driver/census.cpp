#include "core/target/kubernetes/driver/census.h"

#include "core/model/value_fields.h"

namespace trimtab {

const Object& subject_of(const Question& question) {
  return question.recorded != nullptr ? question.recorded->object : *question.desired;
}

const Value* Census::find(const KubeKey& key) const {
  const auto found = there_.find(key);
  return found == there_.end() ? nullptr : &found->second;
}

Status Census::list_all(const std::set<KubePlace>& places) {
  KubeLists lists;
  std::set<KubePlace> others;
  for (const KubePlace& place : places) {
    auto known = site_.ahead ? site_.ahead->take(place) : std::nullopt;
    if (known) {
      lists.emplace(place, *std::move(known));
    } else {
      others.insert(place);
    }
  }
  lists.merge(all_listed(site_.client, others, selector_of_stack(site_)));
  for (auto& [place, list] : lists) {
    if (!list) return std::unexpected(std::move(list).error());
    for (Value& item : list->items) {
      KubeKey key = key_of(item);
      there_.emplace(std::move(key), std::move(item));
    }
  }
  return {};
}

Status Census::ask_for(const KubeKey& key) {
  if (!site_.client.knows(key.api_version, key.kind)) return {};
  TRIMTAB_TRY(auto live, site_.client.get(key));
  if (live) there_.emplace(key, std::move(*live));
  return {};
}

/// What carries no label of ours may be there all the same. Many are looked for by one list of names.
Status Census::ask_for_all(const std::vector<KubeKey>& keys) {
  constexpr std::size_t many = 8;
  std::set<std::string> names;
  const KubeKey& first = keys.front();
  const bool known = site_.client.knows(first.api_version, first.kind);
  if (keys.size() > many && known) {
    TRIMTAB_TRY(const KubeList list, site_.client.list_metadata(first.api_version, first.kind, first.name_space));
    for (const Value& item : list.items) names.insert(text_at(item, "/metadata/name"));
  }
  for (const KubeKey& key : keys) {
    if (keys.size() <= many || names.contains(key.name)) TRIMTAB_CHECK(ask_for(key));
  }
  return {};
}

Result<std::vector<const Value*>> Census::take(std::span<const Question> questions) {
  std::vector<KubeKey> keys;
  keys.reserve(questions.size());
  std::set<KubePlace> places;
  for (const Question& question : questions) {
    const KubeKey& key = keys.emplace_back(key_of(subject_of(question).desired.at("manifest")));
    places.emplace(key.api_version, key.kind, key.name_space);
  }
  TRIMTAB_CHECK(list_all(places));
  std::vector<const Value*> there;
  there.reserve(keys.size());
  std::map<KubePlace, std::vector<KubeKey>> missing;
  for (const KubeKey& key : keys) {
    there.push_back(find(key));
    if (there.back() == nullptr) missing[{key.api_version, key.kind, key.name_space}].push_back(key);
  }
  for (const auto& [place, some] : missing) TRIMTAB_CHECK(ask_for_all(some));
  for (std::size_t one = 0; one < keys.size(); ++one) {
    if (there[one] == nullptr) there[one] = find(keys[one]);
  }
  return there;
}

}  // namespace trimtab
