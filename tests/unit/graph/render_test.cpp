#include "core/graph/render.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

namespace {

Appearance appearance() {
  Appearance shown;
  shown.name = "demo";
  shown.label = [](GraphNode node) {
    return std::vector<std::string>{"api \"v2\"", "server\n3306", "root\\password"}[node];
  };
  shown.group = [](GraphNode node) { return std::string(node == 0 ? "" : "db"); };
  shown.edge_label = [](std::uint32_t edge) { return std::string(edge == 0 ? "database" : ""); };
  return shown;
}

}  // namespace

TEST_CASE("DOT shows groups as boxes, each arrow once, and quotes what needs it", "[graph][render]") {
  const Graph graph(3, {{0, 1}, {1, 2}, {1, 2}});
  CHECK(to_dot(graph, appearance()) ==
        "digraph \"demo\" {\n"
        "rankdir=LR;\n"
        "node [shape=box];\n"
        "n0 [label=\"api \\\"v2\\\"\"];\n"
        "subgraph cluster_0 {\n"
        "label=\"db\";\n"
        "n1 [label=\"server\\n3306\"];\n"
        "n2 [label=\"root\\\\password\"];\n"
        "}\n"
        "n0 -> n1 [label=\"database\"];\n"
        "n1 -> n2;\n"
        "}\n");
}

TEST_CASE("JSON names nodes by number and leaves out what is empty", "[graph][render]") {
  const Graph graph(3, {{0, 1}, {1, 2}});
  CHECK(to_json(graph, appearance()) == nlohmann::json::parse(R"({
    "name": "demo",
    "nodes": [{"id": 0, "label": "api \"v2\""},
              {"id": 1, "label": "server\n3306", "group": "db"},
              {"id": 2, "label": "root\\password", "group": "db"}],
    "edges": [{"from": 0, "to": 1, "label": "database"}, {"from": 1, "to": 2}]})"));
}
