#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/graph/graph.h"
#include "core/model/plan.h"

namespace trimtab {

/// The object graph as it was before the plan, as far as it orders `goals`: unchanged objects and resources stand in it
/// as nodes without a goal, so that an order which leads through them is kept.
class EarlierOrder {
 public:
  EarlierOrder(const Plan& plan, std::span<const Object* const> goals);

  [[nodiscard]] std::size_t size() const { return graph_.size(); }
  /// All nodes, each after what it needs.
  [[nodiscard]] std::span<const Node> nodes() const { return order_; }
  [[nodiscard]] const Object* goal(Node node) const { return goals_[node]; }
  [[nodiscard]] std::span<const Node> needs(Node node) const { return graph_.needs(node); }

 private:
  Graph graph_;
  std::vector<const Object*> goals_;
  std::vector<Node> order_;
};

}  // namespace trimtab
