#include "core/plan/draft.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/graph/graph.h"

namespace trimtab {
namespace {

constexpr std::size_t passed_on = 8;

Graph graph_of(std::size_t nodes, const std::vector<std::pair<Draft::Number, Draft::Number>>& pairs) {
  std::vector<Edge> edges;
  edges.reserve(pairs.size());
  for (const auto& [from, to] : pairs) edges.push_back({from, to});
  return {nodes, std::move(edges)};
}

Diagnostic circle(const Graph& graph, const std::vector<Change>& changes) {
  Diagnostic diagnostic;
  diagnostic.code = "E0310";
  diagnostic.what = "changes wait for each other in a circle, so none of them can start";
  const auto name = [&](GraphNode node) {
    const Change& change = changes[node];
    return change.step == Step::act ? change.id.text() : fmt::format("{} {}", to_text(change.step), change.id.text());
  };
  const auto cycles = graph.cycles();
  for (const auto edge : cycles.front().edges) {
    const auto [from, to] = graph.edges()[edge];
    diagnostic.why.push_back(fmt::format("{} waits for {}", name(from), name(to)));
  }
  return diagnostic;
}

}  // namespace

Draft::Number Draft::add(Change change) {
  changes_.push_back(std::move(change));
  return static_cast<Number>(changes_.size() - 1);
}

void Draft::wait(Number change, const Waits& needs) {
  for (const Number need : needs) wait(change, need);
}

Draft::Waits Draft::gathered(Waits waits, const Id& id) {
  std::ranges::sort(waits);
  const auto doubles = std::ranges::unique(waits);
  waits.erase(doubles.begin(), doubles.end());
  if (waits.size() <= passed_on) return waits;
  Change join;
  join.id = id;
  const Number number = add(std::move(join));
  wait(number, waits);
  return {number};
}

std::vector<bool> Draft::after(std::span<const Number> starts) const {
  std::vector<bool> marked(changes_.size(), false);
  for (const GraphNode node : graph_of(changes_.size(), edges_).all_needed_by(starts)) marked[node] = true;
  for (const Number start : starts) marked[start] = true;
  return marked;
}

Result<std::vector<Change>> Draft::finish() && {
  std::ranges::sort(edges_);
  const auto doubles = std::ranges::unique(edges_);
  edges_.erase(doubles.begin(), doubles.end());
  const Graph graph = graph_of(changes_.size(), edges_);
  const auto order = graph.order();
  if (!order) return fail(Errc::invalid, circle(graph, changes_));
  std::vector<Number> place(changes_.size());
  for (std::size_t i = 0; i < order->size(); ++i) place[(*order)[i]] = static_cast<Number>(i);
  std::vector<Change> sorted;
  sorted.reserve(changes_.size());
  for (const GraphNode node : *order) {
    Change& change = sorted.emplace_back(std::move(changes_[node]));
    change.needs.reserve(graph.needs(node).size());
    for (const GraphNode need : graph.needs(node)) change.needs.push_back(place[need]);
    std::ranges::sort(change.needs);
  }
  return sorted;
}

}  // namespace trimtab
