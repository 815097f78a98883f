#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/compile/claims.h"
#include "core/graph/graph.h"
#include "core/model/stack.h"

namespace trimtab {

/// Why one component comes after another.
struct ComponentEdge {
  enum class Kind { claim, output, needs };
  Kind kind = Kind::claim;
  std::string text;  ///< "claims sql-database", "uses ${db.address}", "needs"
  std::optional<Position> at;
};

/// Who is expanded before whom. Nodes are the stack's components in their order.
struct ComponentGraph {
  Graph graph;
  std::vector<ComponentEdge> edges;           ///< beside Graph::edges()
  std::vector<std::vector<GraphNode>> waves;  ///< each wave after all it refers to; components in the stack's order
};

/// Fails on names that the stack does not have, and on circles, with the place of each edge.
[[nodiscard]] Result<ComponentGraph> component_graph(const Stack& stack, const std::vector<Claim>& claims);

}  // namespace trimtab
