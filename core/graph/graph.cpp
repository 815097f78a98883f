#include "core/graph/graph.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace trimtab {
namespace {

/// Counting sort by `key`: linear, and edges of one node keep their order.
template <class Adjacency>
Adjacency adjacency_by(GraphNode Edge::* key, GraphNode Edge::* end, std::size_t nodes, std::span<const Edge> edges) {
  Adjacency adjacency;
  adjacency.offsets.assign(nodes + 1, 0);
  adjacency.ends.resize(edges.size());
  adjacency.edges.resize(edges.size());
  for (const Edge& edge : edges) ++adjacency.offsets[edge.*key + 1];
  for (std::size_t node = 0; node < nodes; ++node) adjacency.offsets[node + 1] += adjacency.offsets[node];
  std::vector<std::uint32_t> free(adjacency.offsets.begin(), adjacency.offsets.end() - 1);
  for (std::uint32_t index = 0; index < edges.size(); ++index) {
    const std::uint32_t slot = free[edges[index].*key]++;
    adjacency.ends[slot] = edges[index].*end;
    adjacency.edges[slot] = index;
  }
  return adjacency;
}

}  // namespace

Graph::Graph(std::size_t nodes, std::vector<Edge> edges) : edges_(std::move(edges)) {
  for (const Edge& edge : edges_) {
    if (edge.from >= nodes || edge.to >= nodes) throw std::out_of_range("an edge leads to a node that is not there");
  }
  needs_ = adjacency_by<Adjacency>(&Edge::from, &Edge::to, nodes, edges_);
  needed_by_ = adjacency_by<Adjacency>(&Edge::to, &Edge::from, nodes, edges_);
}

std::optional<std::vector<std::uint32_t>> Graph::waves() const {
  const auto nodes = order();
  if (!nodes) return std::nullopt;
  std::vector<std::uint32_t> waves(size(), 0);
  for (const GraphNode node : *nodes) {
    for (const GraphNode need : needs(node)) waves[node] = std::max(waves[node], waves[need] + 1);
  }
  return waves;
}

Graph Graph::reverse() const {
  Graph turned = *this;
  for (Edge& edge : turned.edges_) std::swap(edge.from, edge.to);
  std::swap(turned.needs_, turned.needed_by_);
  return turned;
}

std::vector<GraphNode> Graph::reached(const Adjacency& adjacency, std::span<const GraphNode> from) {
  std::vector<bool> seen(adjacency.offsets.size() - 1, false);
  std::vector<GraphNode> open(from.begin(), from.end());
  while (!open.empty()) {
    const GraphNode node = open.back();
    open.pop_back();
    for (const GraphNode next : adjacency.of(node)) {
      if (seen[next]) continue;
      seen[next] = true;
      open.push_back(next);
    }
  }
  std::vector<GraphNode> nodes;
  for (GraphNode node = 0; node < seen.size(); ++node) {
    if (seen[node]) nodes.push_back(node);
  }
  return nodes;
}

}  // namespace trimtab
