// The home of Boost.Graph. Its searches keep their own stack, so that depth is bounded by memory alone.
#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <boost/pending/disjoint_sets.hpp>
#include <boost/property_map/property_map.hpp>
#include <iterator>
#include <limits>
#include <ranges>
#include <unordered_map>

#include "core/graph/graph.h"

namespace trimtab {
namespace {

using Csr = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                               boost::no_property, GraphNode, std::uint32_t>;

constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

Csr boost_graph(std::size_t nodes, std::span<const Edge> edges) {
  std::vector<std::pair<GraphNode, GraphNode>> pairs;
  pairs.reserve(edges.size());
  for (const Edge& edge : edges) pairs.emplace_back(edge.from, edge.to);
  return {boost::edges_are_unsorted_multi_pass, pairs.begin(), pairs.end(), static_cast<GraphNode>(nodes)};
}

/// Component numbers as Boost gives them, turned into lists: nodes ascending, lists by smallest node.
std::vector<std::vector<GraphNode>> by_component(std::span<const GraphNode> nodes,
                                                 std::span<const std::uint32_t> component_of) {
  std::vector<std::uint32_t> place(component_of.size(), none);
  std::vector<std::vector<GraphNode>> parts;
  for (const GraphNode node : nodes) {
    std::uint32_t& part = place[component_of[node]];
    if (part == none) {
      part = static_cast<std::uint32_t>(parts.size());
      parts.emplace_back();
    }
    parts[part].push_back(node);
  }
  return parts;
}

}  // namespace

std::optional<std::vector<GraphNode>> Graph::order() const {
  std::vector<GraphNode> nodes;
  nodes.reserve(size());
  try {
    const Csr graph = boost_graph(size(), edges_);
    // Depth first from 0, 1, 2, …, each node written when all it needs is written.
    boost::topological_sort(graph, std::back_inserter(nodes));
  } catch (const boost::not_a_dag&) {
    return std::nullopt;
  }
  return nodes;
}

std::vector<Cycle> Graph::cycles() const {
  std::vector<std::uint32_t> component_of(size());
  const Csr graph = boost_graph(size(), edges_);
  boost::strong_components(graph,
                           boost::make_iterator_property_map(component_of.begin(), get(boost::vertex_index, graph)));
  const auto all = std::views::iota(GraphNode{0}, static_cast<GraphNode>(size()));
  const std::vector<GraphNode> nodes(all.begin(), all.end());

  std::vector<Cycle> cycles;
  for (std::vector<GraphNode>& part : by_component(nodes, component_of)) {
    if (part.size() == 1 && std::ranges::find(needs(part.front()), part.front()) == needs(part.front()).end()) continue;
    std::vector<std::uint32_t> edges = way_around(part.front(), component_of);
    cycles.push_back({std::move(part), std::move(edges)});
  }
  return cycles;
}

/// The shortest cycle through `start`, breadth first inside its component: each component's edges are seen once.
std::vector<std::uint32_t> Graph::way_around(GraphNode start, std::span<const std::uint32_t> component_of) const {
  std::unordered_map<GraphNode, std::uint32_t> entered_by;
  std::vector<GraphNode> queue = {start};
  for (std::size_t next = 0; next < queue.size() && !entered_by.contains(start); ++next) {
    const GraphNode node = queue[next];
    for (std::uint32_t slot = needs_.offsets[node]; slot < needs_.offsets[node + 1]; ++slot) {
      const GraphNode need = needs_.ends[slot];
      if (component_of[need] != component_of[start]) continue;
      if (entered_by.emplace(need, needs_.edges[slot]).second) queue.push_back(need);
    }
  }
  std::vector<std::uint32_t> way;
  GraphNode node = start;
  do {
    way.push_back(entered_by.at(node));
    node = edges_[way.back()].from;
  } while (node != start);
  std::ranges::reverse(way);
  return way;
}

std::vector<std::vector<GraphNode>> Graph::islands(std::span<const GraphNode> marked) const {
  std::vector<bool> in(size(), false);
  for (const GraphNode node : marked) in[node] = true;
  std::vector<GraphNode> parent(size());
  std::vector<std::uint32_t> rank(size(), 0);
  boost::disjoint_sets sets(boost::make_iterator_property_map(rank.begin(), boost::identity_property_map()),
                            boost::make_iterator_property_map(parent.begin(), boost::identity_property_map()));
  std::vector<GraphNode> nodes;
  for (GraphNode node = 0; node < size(); ++node) {
    sets.make_set(node);
    if (in[node]) nodes.push_back(node);
  }
  for (const Edge& edge : edges_) {
    if (in[edge.from] && in[edge.to]) sets.union_set(edge.from, edge.to);
  }
  std::vector<std::uint32_t> component_of(size());
  for (const GraphNode node : nodes) component_of[node] = sets.find_set(node);
  return by_component(nodes, component_of);
}

}  // namespace trimtab
