#include "core/state/cluster/place.h"

namespace trimtab {

KubeKey ClusterPlace::head() const { return {"v1", "Secret", name_space, "trimtab." + stack}; }

KubeKey ClusterPlace::lease() const { return {"coordination.k8s.io/v1", "Lease", name_space, "trimtab." + stack}; }

KubeKey ClusterPlace::part(const std::string& name) const {
  return {"v1", "Secret", name_space, "trimtab." + stack + "." + name};
}

std::string ClusterPlace::part_selector() const {
  return std::string("trimtab.dev/stack=") + stack + "," + memory_label + "=" + part_word;
}

std::unexpected<Error> overtaken(const ClusterPlace& place) {
  return fail(Errc::locked, "E0659", "another trimtab has taken over " + place.text() + " since this one began",
              "trimtab status");
}

Value memory_object(const ClusterPlace& place, const KubeKey& key, const char* word) {
  return {
      {"apiVersion", key.api_version},
      {"kind", key.kind},
      {"metadata",
       {{"namespace", key.name_space},
        {"name", key.name},
        {"labels",
         {{"app.kubernetes.io/managed-by", "trimtab"}, {"trimtab.dev/stack", place.stack}, {memory_label, word}}}}}};
}

}  // namespace trimtab
