#include "core/kube/kind_cache.h"

#include "core/model/json_text.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

constexpr std::uint64_t largest = std::uint64_t{4} << 20;
constexpr int form = 1;

Value to_value(const std::map<std::string, KubeKindCache::Root>& roots) {
  Value value = Value::object();
  for (const auto& [path, root] : roots) {
    Value kinds = Value::array();
    for (const KubeKind& one : root.kinds) kinds.push_back({one.api_version, one.kind, one.plural, one.namespaced});
    value[path] = {{"etag", root.etag}, {"kinds", std::move(kinds)}};
  }
  return value;
}

std::map<std::string, KubeKindCache::Root> roots_in(const Value& value) {
  std::map<std::string, KubeKindCache::Root> roots;
  for (const auto& [path, kept] : value.items()) {
    KubeKindCache::Root& root = roots[path];
    root.etag = kept.at("etag").get<std::string>();
    for (const Value& one : kept.at("kinds")) root.kinds.push_back({one.at(0), one.at(1), one.at(2), one.at(3)});
  }
  return roots;
}

}  // namespace

Path KubeKindCache::file(const std::string& server) const {
  return directory_ / ("kinds-" + sha256(server).substr(0, 16) + ".json");
}

std::map<std::string, KubeKindCache::Root> KubeKindCache::read(const std::string& server) const {
  if (directory_.empty()) return {};
  const auto text = disk_.read(file(server), largest);
  if (!text) return {};
  const auto value = parse_json(*text);
  if (!value) return {};
  try {
    const Value& roots = value->at("roots");
    if (value->at("v") != form || value->at("digest") != digest_of(roots)) return {};
    return roots_in(roots);
  } catch (const Value::exception&) {
    return {};
  }
}

void KubeKindCache::write(const std::string& server, const std::map<std::string, Root>& roots) const {
  if (directory_.empty()) return;
  Value kept = to_value(roots);
  const std::string digest = digest_of(kept);
  const Value value{{"v", form}, {"server", server}, {"digest", digest}, {"roots", std::move(kept)}};
  if (!disk_.make_directory(directory_, Access{0700})) return;
  [[maybe_unused]] const Status written = disk_.write(file(server), value.dump(), Access{0600});
}

}  // namespace trimtab
