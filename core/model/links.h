#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/model/id.h"
#include "core/model/object.h"

namespace trimtab {

/// The object graph as numbers. Node i below the number of objects is the i-th of them; above stand the joints:
/// resources with numbered parts and whole components, so that a fan of n×m objects is n+m edges. Borrows the objects.
class ObjectLinks {
 public:
  explicit ObjectLinks(std::span<const Object* const> objects);

  struct Missing {
    std::uint32_t object = 0;
    const Id* need = nullptr;
  };

  /// Objects and joints together.
  [[nodiscard]] std::size_t nodes() const { return objects_ + joints_; }
  [[nodiscard]] std::size_t objects() const { return objects_; }
  /// (a, b): a needs b. A joint needs all it stands for.
  [[nodiscard]] const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges() const { return edges_; }
  /// Needs that name nothing here.
  [[nodiscard]] const std::vector<Missing>& missing() const { return missing_; }
  /// The node of an object, of a resource with parts, or of a whole component that something needs.
  [[nodiscard]] std::optional<std::uint32_t> node(std::string_view id) const;

 private:
  void join_parts(std::span<const Object* const> objects);
  void add_needs(std::span<const Object* const> objects);
  void join_components(std::span<const Object* const> objects);

  std::size_t objects_ = 0;
  std::uint32_t joints_ = 0;
  std::unordered_map<std::string_view, std::uint32_t> numbers_;
  std::unordered_map<std::string_view, std::uint32_t> wholes_;  // by component
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges_;
  std::vector<Missing> missing_;
};

}  // namespace trimtab
