#include "core/target/kubernetes/defined_kinds.h"

#include "core/model/value_fields.h"

namespace trimtab {

std::vector<KubeKind> kinds_defined_by(const Value& manifest) {
  std::vector<KubeKind> kinds;
  if (text_view_at(manifest, "/kind") != "CustomResourceDefinition") return kinds;
  const std::string group = text_at(manifest, "/spec/group");
  const Value& versions = list_at(manifest, "/spec/versions");
  for (const Value& version : versions) {
    const Value* served = found_at(version, "/served");
    if (served == nullptr || *served != true) continue;
    kinds.push_back({group + "/" + text_at(version, "/name"), text_at(manifest, "/spec/names/kind"),
                     text_at(manifest, "/spec/names/plural"), text_at(manifest, "/spec/scope") != "Cluster"});
  }
  return kinds;
}

}  // namespace trimtab
