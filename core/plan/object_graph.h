#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/graph/graph.h"
#include "core/model/links.h"
#include "core/support/error.h"

namespace trimtab {

/// Objects, their joints and who needs whom, with an order in which needs come first.
class ObjectGraph {
 public:
  /// Fails when the objects need each other in a circle; the message walks round it.
  [[nodiscard]] static Result<ObjectGraph> of(std::vector<const Object*> objects);

  /// The same for what the inventory recorded at different times: edges inside a circle are left out.
  [[nodiscard]] static ObjectGraph recorded(std::vector<const Object*> objects);

  [[nodiscard]] const Graph& graph() const { return graph_; }
  [[nodiscard]] std::span<const GraphNode> order() const { return order_; }
  [[nodiscard]] std::size_t size() const { return objects_.size(); }
  /// Null for a joint.
  [[nodiscard]] const Object* object(GraphNode node) const { return node < objects_.size() ? objects_[node] : nullptr; }
  [[nodiscard]] std::optional<GraphNode> node(const Id& id) const { return links_.node(id.text()); }
  /// The objects an id stands for: itself, or the parts of a resource.
  [[nodiscard]] std::vector<GraphNode> members(const Id& id) const;

 private:
  explicit ObjectGraph(std::vector<const Object*> objects);

  std::vector<const Object*> objects_;
  ObjectLinks links_;
  Graph graph_;
  std::vector<GraphNode> order_;
};

}  // namespace trimtab
