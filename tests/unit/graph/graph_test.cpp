#include "core/graph/graph.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <random>
#include <stdexcept>

using namespace trimtab;

namespace {

std::string text(const auto& values) { return fmt::format("{}", fmt::join(values, " ")); }

std::string text(const std::vector<std::vector<GraphNode>>& parts) {
  std::string out;
  for (const auto& part : parts) out += fmt::format("[{}]", fmt::join(part, " "));
  return out;
}

/// "0>2>0": the way a cycle goes.
std::string way(const Graph& graph, const Cycle& cycle) {
  std::string out = std::to_string(graph.edges()[cycle.edges.front()].from);
  for (const std::uint32_t edge : cycle.edges) out += fmt::format(">{}", graph.edges()[edge].to);
  return out;
}

}  // namespace

TEST_CASE("Numbers that already are an order are kept", "[graph]") {
  const Graph graph(4, {{2, 0}, {3, 2}, {3, 1}});
  CHECK(text(*graph.order()) == "0 1 2 3");
}

TEST_CASE("What a node needs stands before it and nothing else moves", "[graph]") {
  const Graph graph(5, {{0, 3}, {3, 4}, {1, 2}});
  CHECK(text(*graph.order()) == "4 3 0 2 1");
}

TEST_CASE("A graph with nothing in it has an order, no cycle and no island", "[graph]") {
  const Graph graph;
  CHECK(graph.order()->empty());
  CHECK(graph.waves()->empty());
  CHECK(graph.cycles().empty());
  CHECK(graph.islands({}).empty());
}

TEST_CASE("A node is in the first wave after all it needs", "[graph]") {
  const Graph graph(5, {{0, 1}, {0, 2}, {2, 1}, {3, 0}, {3, 1}});
  CHECK(text(*graph.waves()) == "2 0 1 3 0");
}

TEST_CASE("The same edge twice changes neither order nor waves", "[graph]") {
  const Graph graph(2, {{0, 1}, {0, 1}});
  CHECK(text(*graph.order()) == "1 0");
  CHECK(text(*graph.waves()) == "1 0");
}

TEST_CASE("A graph with a cycle has neither order nor waves", "[graph]") {
  const Graph graph(3, {{0, 1}, {1, 2}, {2, 0}});
  CHECK_FALSE(graph.order());
  CHECK_FALSE(graph.waves());
}

TEST_CASE("Every cycle comes with all its nodes and one real way around", "[graph][cycle]") {
  // 0 1 2 in a ring with a longer detour through 3; 5 and 6 in another; 4 stands between the two.
  const Graph graph(7, {{2, 0}, {0, 1}, {1, 2}, {1, 3}, {3, 2}, {2, 4}, {4, 5}, {5, 6}, {6, 5}});
  const auto cycles = graph.cycles();
  REQUIRE(cycles.size() == 2);
  CHECK(text(cycles[0].nodes) == "0 1 2 3");
  CHECK(way(graph, cycles[0]) == "0>1>2>0");
  CHECK(text(cycles[0].edges) == "1 2 0");
  CHECK(text(cycles[1].nodes) == "5 6");
  CHECK(way(graph, cycles[1]) == "5>6>5");
}

TEST_CASE("A node that needs itself is a cycle of one edge", "[graph][cycle]") {
  const Graph graph(2, {{0, 1}, {1, 1}});
  const auto cycles = graph.cycles();
  REQUIRE(cycles.size() == 1);
  CHECK(way(graph, cycles[0]) == "1>1");
  CHECK_FALSE(graph.order());
}

TEST_CASE("Islands are connected by edges among marked nodes only", "[graph][island]") {
  // 0 and 2 hang together only through 1; 3 and 4 are joined by an edge in either direction.
  const Graph graph(6, {{0, 1}, {1, 2}, {4, 3}, {5, 3}});
  const std::vector<GraphNode> without_one = {5, 4, 3, 2, 0};
  CHECK(text(graph.islands(without_one)) == "[0][2][3 4 5]");
  const std::vector<GraphNode> with_one = {0, 1, 2, 0};
  CHECK(text(graph.islands(with_one)) == "[0 1 2]");
}

TEST_CASE("Needs are followed through others, in both directions", "[graph]") {
  const Graph graph(5, {{0, 1}, {1, 2}, {3, 1}, {4, 4}});
  const std::vector<GraphNode> zero = {0};
  const std::vector<GraphNode> two = {2};
  const std::vector<GraphNode> four = {4};
  CHECK(text(graph.needs(0)) == "1");
  CHECK(text(graph.needed_by(1)) == "0 3");
  CHECK(text(graph.all_needs(zero)) == "1 2");
  CHECK(text(graph.all_needed_by(two)) == "0 1 3");
  CHECK(text(graph.all_needs(four)) == "4");
}

TEST_CASE("A reversed graph needs what needed it, and edges keep their numbers", "[graph]") {
  const Graph graph(3, {{0, 1}, {1, 2}});
  const Graph reversed = graph.reverse();
  CHECK(text(*reversed.order()) == "0 1 2");
  CHECK(reversed.edges()[1] == Edge{2, 1});
  CHECK(text(reversed.needs(1)) == "0");
}

TEST_CASE("An edge to a node that is not there is refused", "[graph]") {
  CHECK_THROWS_AS(Graph(2, {{0, 2}}), std::out_of_range);
  CHECK_THROWS_AS(Graph(2, {{2, 0}}), std::out_of_range);
}

TEST_CASE("In random graphs every order is complete and keeps needs first", "[graph][property]") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::size_t nodes = 1 + random() % 40;
    std::vector<GraphNode> hidden_order(nodes);
    for (GraphNode node = 0; node < nodes; ++node) hidden_order[node] = node;
    std::ranges::shuffle(hidden_order, random);
    std::vector<Edge> edges;
    for (std::size_t count = random() % 80; count > 0 && nodes > 1; --count) {
      const auto low = random() % (nodes - 1);
      edges.push_back({hidden_order[low + 1 + random() % (nodes - low - 1)], hidden_order[low]});
    }
    const Graph graph(nodes, edges);
    const auto order = graph.order();
    REQUIRE(order);
    std::vector<std::size_t> place(nodes, nodes);
    for (std::size_t at = 0; at < order->size(); ++at) place[(*order)[at]] = at;
    REQUIRE(std::ranges::count(place, nodes) == 0);
    for (const Edge& edge : edges) REQUIRE(place[edge.to] < place[edge.from]);
    REQUIRE(graph.cycles().empty());
    // One edge back along an existing one closes a cycle, and the way around is made of real edges.
    if (edges.empty()) continue;
    edges.push_back({edges.front().to, edges.front().from});
    const Graph closed(nodes, edges);
    REQUIRE_FALSE(closed.order());
    const auto cycles = closed.cycles();
    REQUIRE(cycles.size() == 1);
    const auto& around = cycles.front().edges;
    for (std::size_t at = 0; at < around.size(); ++at) {
      REQUIRE(closed.edges()[around[at]].to == closed.edges()[around[(at + 1) % around.size()]].from);
    }
  }
}
