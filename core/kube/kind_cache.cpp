#include "core/kube/kind_cache.h"

#include "core/model/kept_value.h"

namespace trimtab {
namespace {

constexpr int form = 1;

Value to_value(const KubeKindRoots& roots) {
  Value value = Value::object();
  for (const auto& [path, root] : roots) {
    Value kinds = Value::array();
    for (const KubeKind& one : root.kinds) kinds.push_back({one.api_version, one.kind, one.plural, one.namespaced});
    value[path] = {{"etag", root.etag}, {"kinds", std::move(kinds)}};
  }
  return value;
}

KubeKindRoots roots_in(const Value& value) {
  KubeKindRoots roots;
  for (const auto& [path, kept] : value.items()) {
    KubeKindRoot& root = roots[path];
    root.etag = kept.at("etag").get<std::string>();
    for (const Value& one : kept.at("kinds")) root.kinds.push_back({one.at(0), one.at(1), one.at(2), one.at(3)});
  }
  return roots;
}

}  // namespace

KubeKindRoots KubeKindCache::read(const std::string& server) const {
  const auto kept = KeptValue(disk_, directory_, "kinds", server).read();
  try {
    if (!kept || kept->at("v") != form) return {};
    return roots_in(kept->at("roots"));
  } catch (const Value::exception&) {
    return {};
  }
}

void KubeKindCache::write(const std::string& server, const KubeKindRoots& roots) const {
  KeptValue(disk_, directory_, "kinds", server).write({{"v", form}, {"server", server}, {"roots", to_value(roots)}});
}

}  // namespace trimtab
