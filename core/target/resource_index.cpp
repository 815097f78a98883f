#include "core/target/resource_index.h"

namespace trimtab {

ResourceIndex::ResourceIndex(std::span<const Resource> resources) : all_(resources) {
  by_id_.reserve(resources.size());
  for (const Resource& resource : resources) {
    by_id_.emplace(resource.id, &resource);
    if (resource.id.type() != "volume") continue;
    // Whether it has the form of its type is said when it is lowered.
    const auto retain = resource.spec.find("retain");
    if (retain == resource.spec.end() || *retain != false) retaining_.insert(resource.id.component());
  }
}

const Resource* ResourceIndex::find(const Id& id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

Result<const Resource*> ResourceIndex::need(const Id& id) const {
  if (const Resource* resource = find(id)) return resource;
  return fail(Errc::invalid, "E0721", "there is no resource " + id.text());
}

}  // namespace trimtab
