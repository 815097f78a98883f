#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <random>

#include "core/graph/graph.h"

using namespace trimtab;

namespace {

constexpr std::size_t nodes = 100'000;

std::vector<Edge> chain() {
  std::vector<Edge> edges;
  for (GraphNode node = 1; node < nodes; ++node) edges.push_back({node - 1, node});
  return edges;
}

std::vector<Edge> fan() {
  std::vector<Edge> edges;
  for (GraphNode node = 1; node < nodes; ++node) edges.push_back({0, node});
  for (GraphNode node = 1; node + 1 < nodes; ++node) edges.push_back({node, nodes - 1});
  return edges;
}

std::vector<Edge> any() {
  std::mt19937 random(7);
  std::vector<Edge> edges;
  for (std::size_t count = 0; count < 3 * nodes; ++count) {
    const GraphNode to = random() % (nodes - 1);
    edges.push_back({static_cast<GraphNode>(to + 1 + random() % (nodes - to - 1)), to});
  }
  return edges;
}

}  // namespace

TEST_CASE("A hundred thousand nodes are put in order, whatever their shape", "[graph][scale]") {
  for (const auto& edges : {chain(), fan(), any()}) {
    CAPTURE(edges.size());
    const Graph graph(nodes, edges);
    const auto order = graph.order();
    REQUIRE(order);
    CHECK(graph.waves()->size() == nodes);
    CHECK(graph.cycles().empty());
    CHECK_FALSE(graph.islands(*order).empty());
    const std::vector<GraphNode> first = {order->front()};
    CHECK(graph.all_needed_by(first).size() < nodes);
  }
}

TEST_CASE("A ring of a hundred thousand nodes is reported whole", "[graph][scale]") {
  auto edges = chain();
  edges.push_back({nodes - 1, 0});
  const Graph graph(nodes, edges);
  const auto cycles = graph.cycles();
  REQUIRE(cycles.size() == 1);
  CHECK(cycles.front().edges.size() == nodes);
}
