#pragma once

#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "core/model/resource.h"
#include "core/support/error.h"

namespace trimtab {

/// The resources of one lowering, found without walking them. Borrows them.
class ResourceIndex {
 public:
  explicit ResourceIndex(std::span<const Resource> resources);

  [[nodiscard]] std::span<const Resource> all() const { return all_; }
  /// Null when there is none.
  [[nodiscard]] const Resource* find(const Id& id) const;
  [[nodiscard]] Result<const Resource*> need(const Id& id) const;
  /// Whether a component has a volume that outlives it.
  [[nodiscard]] bool has_retained_volume(std::string_view component) const { return retaining_.contains(component); }

 private:
  std::span<const Resource> all_;
  std::unordered_map<Id, const Resource*> by_id_;
  std::unordered_set<std::string_view> retaining_;
};

}  // namespace trimtab
