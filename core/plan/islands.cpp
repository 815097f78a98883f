#include <set>
#include <unordered_map>

#include "core/graph/graph.h"
#include "core/plan/plan.h"
#include "core/support/digest.h"

namespace trimtab {
namespace {

Graph graph_of(const Plan& plan) {
  std::vector<Edge> edges;
  for (GraphNode node = 0; node < plan.changes.size(); ++node) {
    for (const GraphNode need : plan.changes[node].needs) edges.push_back({node, need});
  }
  return {plan.changes.size(), std::move(edges)};
}

}  // namespace

std::vector<Island> islands(const Plan& plan) {
  std::unordered_map<std::string_view, const Object*> objects;
  objects.reserve(plan.objects.size());
  for (const Object& object : plan.objects) objects.emplace(object.id.text(), &object);
  std::vector<GraphNode> all(plan.changes.size());
  for (GraphNode node = 0; node < all.size(); ++node) all[node] = node;
  std::vector<Island> list;
  for (auto& nodes : graph_of(plan).islands(all)) {
    Island island;
    std::set<std::string, std::less<>> components;
    std::set<std::string> states;
    for (const GraphNode node : nodes) {
      const Change& change = plan.changes[node];
      if (change.action == Action::none) continue;
      components.emplace(change.id.component());
      const auto object = objects.find(change.id.text());
      states.insert(change.id.text() + ' ' + (object == objects.end() ? "removed" : object->second->digest()));
    }
    std::string text;
    for (const std::string& state : states) text += state + '\n';
    island.changes = std::move(nodes);
    island.components.assign(components.begin(), components.end());
    island.digest = sha256(text);
    list.push_back(std::move(island));
  }
  return list;
}

}  // namespace trimtab
