#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/target/kubernetes/site.h"

namespace trimtab {

/// What of the asked-for objects is there: one list for each kind and namespace, and questions only for what is not in
/// it (somebody else's may stand there): one each for a few, one list of names for many.
class Census {
 public:
  explicit Census(const KubernetesSite& site) : site_(site) {}

  /// What is there for each of the questions, in their order; null where nothing is. For as long as the census.
  [[nodiscard]] Result<std::vector<const Value*>> take(std::span<const Question> questions);

 private:
  [[nodiscard]] const Value* find(const KubeKey& key) const;
  Status list_all(const std::set<KubePlace>& places);
  Status ask_for(const KubeKey& key);
  Status ask_for_all(const std::vector<KubeKey>& keys);

  /// Objects of a stack differ in their names most.
  struct ByName {
    std::size_t operator()(const KubeKey& key) const { return std::hash<std::string>()(key.name); }
  };

  const KubernetesSite& site_;
  std::unordered_map<KubeKey, Value, ByName> there_;
};

/// The object that a question is about.
[[nodiscard]] const Object& subject_of(const Question& question);

}  // namespace trimtab
