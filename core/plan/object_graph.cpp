#include "core/plan/object_graph.h"

#include <fmt/format.h>

#include <algorithm>

namespace trimtab {
namespace {

Graph graph_of(const ObjectLinks& links) {
  std::vector<Edge> edges;
  edges.reserve(links.edges().size());
  for (const auto& [from, to] : links.edges()) edges.push_back({from, to});
  return {links.nodes(), std::move(edges)};
}

}  // namespace

ObjectGraph::ObjectGraph(std::vector<const Object*> objects)
    : objects_(std::move(objects)), links_(objects_), graph_(graph_of(links_)) {}

Result<ObjectGraph> ObjectGraph::of(std::vector<const Object*> objects) {
  ObjectGraph made(std::move(objects));
  auto order = made.graph_.order();
  if (order) {
    made.order_ = std::move(*order);
    return made;
  }
  Diagnostic diagnostic;
  diagnostic.code = "E0309";
  diagnostic.what = "objects need each other in a circle, so none of them can be first";
  const auto cycles = made.graph_.cycles();
  for (const auto edge : cycles.front().edges) {
    const auto [from, to] = made.graph_.edges()[edge];
    const Object* needing = made.object(from);
    const Object* needed = made.object(to);
    if (needing != nullptr && needed != nullptr) {
      diagnostic.why.push_back(fmt::format("{} needs {}", needing->id.text(), needed->id.text()));
    }
  }
  return fail(Errc::invalid, std::move(diagnostic));
}

ObjectGraph ObjectGraph::recorded(std::vector<const Object*> objects) {
  ObjectGraph made(std::move(objects));
  const auto cycles = made.graph_.cycles();
  if (!cycles.empty()) {
    std::vector<std::size_t> circle(made.graph_.size(), cycles.size());
    for (std::size_t i = 0; i < cycles.size(); ++i) {
      for (const GraphNode node : cycles[i].nodes) circle[node] = i;
    }
    std::vector<Edge> edges(made.graph_.edges().begin(), made.graph_.edges().end());
    std::erase_if(edges, [&](const Edge& edge) {
      return circle[edge.from] == circle[edge.to] && circle[edge.from] < cycles.size();
    });
    made.graph_ = Graph(made.links_.nodes(), std::move(edges));
  }
  made.order_ = *made.graph_.order();
  return made;
}

std::vector<GraphNode> ObjectGraph::members(const Id& id) const {
  const auto found = node(id);
  if (!found) return {};
  if (*found < objects_.size()) return {*found};
  const auto parts = graph_.needs(*found);
  return {parts.begin(), parts.end()};
}

}  // namespace trimtab
