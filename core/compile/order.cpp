#include "core/compile/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "core/graph/graph.h"
#include "core/model/links.h"

namespace trimtab {
namespace {

constexpr std::size_t shown_circles = 10;

Graph graph_of(const ObjectLinks& links) {
  std::vector<Edge> edges;
  edges.reserve(links.edges().size());
  for (const auto& [from, to] : links.edges()) edges.push_back({from, to});
  return {links.nodes(), std::move(edges)};
}

std::string described(const Object& object, const Places* places) {
  const auto at = places == nullptr ? std::nullopt : places->component(object.id.component(), object.from);
  if (!at) return object.id.text();
  return fmt::format("{} ({}:{}:{})", object.id.text(), at->file, at->line, at->column);
}

/// Joints on the way stand for what comes after them and are passed over.
Diagnostic circle(const Graph& graph, const Cycle& cycle, const std::vector<Object>& objects, const Places* places) {
  Diagnostic diagnostic;
  diagnostic.code = "E0309";
  diagnostic.what = "objects need each other in a circle, so none of them can be first";
  std::vector<const Object*> way;
  for (const auto edge : cycle.edges) {
    const GraphNode node = graph.edges()[edge].from;
    if (node < objects.size()) way.push_back(&objects[node]);
  }
  for (std::size_t i = 0; i < way.size(); ++i) {
    diagnostic.why.push_back(
        fmt::format("{} needs {}", described(*way[i], places), way[(i + 1) % way.size()]->id.text()));
  }
  if (!way.empty() && places != nullptr) {
    diagnostic.at = places->component(way.front()->id.component(), way.front()->from);
  }
  return diagnostic;
}

void drop_missing(const ObjectLinks& links, std::vector<Object>& objects) {
  std::vector<std::pair<std::uint32_t, std::size_t>> places;
  for (const auto& missing : links.missing()) {
    places.emplace_back(missing.object, missing.need - objects[missing.object].needs.data());
  }
  for (const auto& [object, need] : std::views::reverse(places)) {
    auto& needs = objects[object].needs;
    needs.erase(needs.begin() + static_cast<std::ptrdiff_t>(need));
  }
}

}  // namespace

Result<std::vector<Object>> ordered(std::vector<Object> objects, const Places* places) {
  std::vector<const Object*> pointers;
  pointers.reserve(objects.size());
  for (const Object& object : objects) pointers.push_back(&object);
  const ObjectLinks links(pointers);
  const Graph graph = graph_of(links);
  const auto order = graph.order();
  if (!order) {
    std::vector<Diagnostic> circles;
    for (const Cycle& cycle : graph.cycles()) {
      if (circles.size() < shown_circles) circles.push_back(circle(graph, cycle, objects, places));
    }
    return fail(Errc::invalid, std::move(circles));
  }
  drop_missing(links, objects);
  if (std::ranges::is_sorted(*order)) return objects;
  std::vector<Object> sorted;
  sorted.reserve(objects.size());
  for (const GraphNode node : *order) {
    if (node < objects.size()) sorted.push_back(std::move(objects[node]));
  }
  return sorted;
}

}  // namespace trimtab
