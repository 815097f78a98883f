#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/graph/graph.h"
#include "core/support/json.h"

namespace trimtab {

/// How a graph is shown. Only `label` must be given.
struct Appearance {
  std::string name = "graph";
  std::function<std::string(GraphNode)> label;
  std::function<std::string(GraphNode)> group;           ///< nodes of one non-empty group share a box
  std::function<std::string(std::uint32_t)> edge_label;  ///< by index into Graph::edges()
};

/// Graphviz text. Arrows point from what needs to what is needed; the same arrow is drawn once.
[[nodiscard]] std::string to_dot(const Graph& graph, const Appearance& appearance);
/// {"name", "nodes": [{"id", "label", "group"?}], "edges": [{"from", "to", "label"?}]}; `from` needs `to`, both by id.
[[nodiscard]] nlohmann::json to_json(const Graph& graph, const Appearance& appearance);

}  // namespace trimtab
