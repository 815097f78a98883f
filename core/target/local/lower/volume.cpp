#include <algorithm>

#include "core/support/text.h"
#include "core/target/local/lower/lower.h"

namespace trimtab {
namespace {

/// A directory that several components name belongs to the group: which of them came first must not matter.
Result<Access> volume_access(const Resource& resource, const Scene& scene) {
  TRIMTAB_TRY(const bool root, scene.wants_root(resource.spec, "owner"));
  if (!scene.settings().root) return scene.ownership().of(0, 0700);
  const bool shared = resource.spec.contains("shared");
  if (root) return scene.ownership().readable(shared ? 0750 : 0700);
  if (shared) return scene.ownership().of(0, 02770);
  TRIMTAB_TRY(const LocalAccount account, scene.account(resource.id.component()));
  const std::string access = resource.spec.value("access", std::string("rwo"));
  return scene.ownership().of(account.uid, access == "rwx" ? 02770 : access == "rox" ? 0750 : 0700);
}

std::string room(const Resource& resource, const Scene& scene) {
  const std::string wanted = resource.spec.value("size", std::string());
  const auto free = scene.target_facts().find("free");
  if (wanted.empty() || free == scene.target_facts().end()) return {};
  return wanted + " wanted, " + size_text(free->get<std::uint64_t>()) + " free";
}

}  // namespace

Result<std::vector<Object>> lower_volume(const Resource& resource, Scene& scene) {
  Object object = object_of(resource, "directory");
  const auto shared = resource.spec.find("shared");
  Path path = scene.layout().volume(resource.id.component(), resource.id.name());
  if (shared != resource.spec.end()) {
    const std::string key = shared->get<std::string>();
    const bool plain = !key.empty() && key.front() != '.' && std::ranges::all_of(key, [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    });
    if (!plain) return fail(Errc::invalid, "E0730", "\"" + key + "\" cannot name a shared directory");
    path = scene.layout().shared(key);
  }
  TRIMTAB_TRY(const Access access, volume_access(resource, scene));
  object.desired = {{"path", path.native()}, {"access", to_value(access)}};
  if (shared != resource.spec.end()) object.desired["shared"] = *shared;
  object.retain = resource.spec.value("retain", true);
  if (object.summary.empty()) object.summary = room(resource, scene);
  return std::vector{std::move(object)};
}

}  // namespace trimtab
