#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace trimtab {

/// A node is its number, from 0; what stands behind it is the caller's.
using GraphNode = std::uint32_t;

/// `from` needs `to`: `to` comes first.
struct Edge {
  GraphNode from = 0;
  GraphNode to = 0;

  bool operator==(const Edge&) const = default;
};

/// Nodes that need each other in a circle, and one way around it.
struct Cycle {
  /// All of the strongly connected component, ascending.
  std::vector<GraphNode> nodes;
  /// Indices into Graph::edges(): each one's `to` is the next one's `from`, and the last one's `to` is the first one's
  /// `from`. No node stands in it twice; it starts at the smallest of `nodes`.
  std::vector<std::uint32_t> edges;
};

/// Who needs whom. A value: never changes after construction, may be read from several threads at once.
/// Every operation costs at most O(nodes + edges) and uses no recursion. The same edge may stand in it twice.
class Graph {
 public:
  Graph() = default;
  /// Both ends of every edge must be smaller than `nodes`; std::out_of_range otherwise.
  Graph(std::size_t nodes, std::vector<Edge> edges);

  [[nodiscard]] std::size_t size() const { return needs_.offsets.size() - 1; }
  [[nodiscard]] std::span<const Edge> edges() const { return edges_; }

  /// What `node` needs itself, and who needs it itself; in the order in which the edges were given.
  [[nodiscard]] std::span<const GraphNode> needs(GraphNode node) const { return needs_.of(node); }
  [[nodiscard]] std::span<const GraphNode> needed_by(GraphNode node) const { return needed_by_.of(node); }
  /// What the nodes need, directly or through others; who needs them. Ascending; the nodes themselves only where a
  /// cycle leads back to them.
  [[nodiscard]] std::vector<GraphNode> all_needs(std::span<const GraphNode> nodes) const {
    return reached(needs_, nodes);
  }
  [[nodiscard]] std::vector<GraphNode> all_needed_by(std::span<const GraphNode> nodes) const {
    return reached(needed_by_, nodes);
  }

  /// All nodes, each after all it needs. Nodes stay in the order of their numbers as far as that allows: when the
  /// numbers are such an order already, the result is 0, 1, 2, … Nothing when there is a cycle.
  [[nodiscard]] std::optional<std::vector<GraphNode>> order() const;
  /// Per node: 0 when it needs nothing, else one more than the highest among what it needs. Nothing when there is a
  /// cycle.
  [[nodiscard]] std::optional<std::vector<std::uint32_t>> waves() const;
  /// One per strongly connected component that has more than one node or an edge to itself, by smallest node.
  [[nodiscard]] std::vector<Cycle> cycles() const;
  /// The connected parts (in either direction) of the marked nodes, only edges between marked nodes counted. Nodes
  /// ascending inside a part, parts by smallest node. A node marked twice counts once.
  [[nodiscard]] std::vector<std::vector<GraphNode>> islands(std::span<const GraphNode> marked) const;
  /// The same nodes with every edge turned round; edge indices stay.
  [[nodiscard]] Graph reverse() const;

 private:
  /// Neighbours of node n stand at [offsets[n], offsets[n + 1]) of `ends`.
  struct Adjacency {
    std::vector<std::uint32_t> offsets = {0};
    std::vector<GraphNode> ends;
    std::vector<std::uint32_t> edges;  ///< which edge each of `ends` belongs to

    [[nodiscard]] std::span<const GraphNode> of(GraphNode node) const {
      return std::span(ends).subspan(offsets[node], offsets[node + 1] - offsets[node]);
    }
  };

  [[nodiscard]] static std::vector<GraphNode> reached(const Adjacency& adjacency, std::span<const GraphNode> from);
  [[nodiscard]] std::vector<std::uint32_t> way_around(GraphNode start,
                                                      std::span<const std::uint32_t> component_of) const;

  std::vector<Edge> edges_;
  Adjacency needs_;
  Adjacency needed_by_;
};

}  // namespace trimtab
