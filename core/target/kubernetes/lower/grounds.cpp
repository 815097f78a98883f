#include "core/target/kubernetes/lower/grounds.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/target/kubernetes/defined_kinds.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

struct Grounds {
  std::map<std::pair<std::string, std::string>, Id> definitions;  ///< by the api version and kind they define
  std::map<std::string, Id> name_spaces;                          ///< by their name

  [[nodiscard]] bool none() const { return definitions.empty() && name_spaces.empty(); }
};

Grounds grounds_among(const std::vector<Object>& objects) {
  Grounds grounds;
  for (const Object& object : objects) {
    if (object.id.type() != "kubernetes") continue;  // trimtab's own types bring neither
    const Value& manifest = object.desired.at("manifest");
    for (const KubeKind& kind : kinds_defined_by(manifest))
      grounds.definitions.emplace(std::pair(kind.api_version, kind.kind), object.id);
    const KubeKey key = key_of(manifest);
    if (key.kind == "Namespace" && key.api_version == "v1" && object.needs.empty())
      grounds.name_spaces.emplace(key.name, object.id);
  }
  return grounds;
}

template <class Key>
void stand_on(const std::map<Key, Id>& grounds, const Key& key, Object& object) {
  const auto ground = grounds.find(key);
  if (ground == grounds.end() || ground->second == object.id) return;
  if (std::ranges::find(object.needs, ground->second) == object.needs.end()) object.needs.push_back(ground->second);
}

}  // namespace

void add_grounds(std::vector<Object>& objects) {
  const Grounds grounds = grounds_among(objects);
  if (grounds.none()) return;
  for (Object& object : objects) {
    const KubeKey key = key_of_object(object);
    if (key.kind.empty()) continue;  // a plugin's own, which is in no cluster
    stand_on(grounds.definitions, std::pair(key.api_version, key.kind), object);
    stand_on(grounds.name_spaces, key.name_space, object);
  }
}

}  // namespace trimtab
