#include "core/graph/render.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>
#include <vector>

namespace trimtab {
namespace {

std::string dot_text(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') out += '\\';
    if (letter == '\n') {
      out += "\\n";
    } else {
      out += letter;
    }
  }
  return out + '"';
}

std::string group_of(const Appearance& appearance, GraphNode node) {
  return appearance.group ? appearance.group(node) : std::string();
}

/// Every arrow once, in the order of the edges.
std::vector<std::pair<Edge, std::string>> arrows(const Graph& graph, const Appearance& appearance) {
  std::set<std::pair<std::uint64_t, std::string>> seen;
  std::vector<std::pair<Edge, std::string>> arrows;
  for (std::uint32_t index = 0; index < graph.edges().size(); ++index) {
    const Edge edge = graph.edges()[index];
    std::string label = appearance.edge_label ? appearance.edge_label(index) : std::string();
    if (seen.emplace((std::uint64_t{edge.from} << 32) | edge.to, label).second) {
      arrows.emplace_back(edge, std::move(label));
    }
  }
  return arrows;
}

}  // namespace

std::string to_dot(const Graph& graph, const Appearance& appearance) {
  std::map<std::string, std::string> boxes;
  for (GraphNode node = 0; node < graph.size(); ++node) {
    boxes[group_of(appearance, node)] += fmt::format("n{} [label={}];\n", node, dot_text(appearance.label(node)));
  }
  std::string out = fmt::format("digraph {} {{\nrankdir=LR;\nnode [shape=box];\n", dot_text(appearance.name));
  std::size_t number = 0;
  for (const auto& [group, nodes] : boxes) {
    out += group.empty() ? nodes
                         : fmt::format("subgraph cluster_{} {{\nlabel={};\n{}}}\n", number++, dot_text(group), nodes);
  }
  for (const auto& [edge, label] : arrows(graph, appearance)) {
    out += fmt::format("n{} -> n{}", edge.from, edge.to);
    if (!label.empty()) out += fmt::format(" [label={}]", dot_text(label));
    out += ";\n";
  }
  return out + "}\n";
}

nlohmann::json to_json(const Graph& graph, const Appearance& appearance) {
  auto nodes = nlohmann::json::array();
  for (GraphNode node = 0; node < graph.size(); ++node) {
    nlohmann::json shown = {{"id", node}, {"label", appearance.label(node)}};
    if (auto group = group_of(appearance, node); !group.empty()) shown["group"] = std::move(group);
    nodes.push_back(std::move(shown));
  }
  auto edges = nlohmann::json::array();
  for (auto& [edge, label] : arrows(graph, appearance)) {
    nlohmann::json shown = {{"from", edge.from}, {"to", edge.to}};
    if (!label.empty()) shown["label"] = label;
    edges.push_back(std::move(shown));
  }
  return {{"name", appearance.name}, {"nodes", std::move(nodes)}, {"edges", std::move(edges)}};
}

}  // namespace trimtab
