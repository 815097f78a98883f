#include "core/kube/path.h"

#include "core/support/percent.h"

namespace trimtab {

std::string query_text(const std::map<std::string, std::string>& query) {
  std::string text;
  for (const auto& [name, value] : query) {
    text += (text.empty() ? "?" : "&") + percent_encoded(name) + "=" + percent_encoded(value);
  }
  return text;
}

std::string collection_path(const KubeKind& kind, std::string_view name_space) {
  // The core group is the only one without a name, and the only one under /api.
  std::string path = (kind.api_version.contains('/') ? "/apis/" : "/api/") + kind.api_version;
  if (kind.namespaced && !name_space.empty()) path += "/namespaces/" + percent_encoded(name_space);
  return path + "/" + kind.plural;
}

}  // namespace trimtab
