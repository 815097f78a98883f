#include "core/kube/path.h"

namespace trimtab {

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view unreserved = "-._~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (plain || unreserved.contains(c)) {
      encoded += c;
    } else {
      encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
  }
  return encoded;
}

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
