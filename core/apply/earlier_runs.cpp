#include "core/apply/earlier_runs.h"

#include <unordered_map>
#include <unordered_set>

#include "core/plan/object_graph.h"

namespace trimtab {
namespace {

/// How the wanted objects stand that this run did not change; those it changed where nothing failed are not among them.
std::unordered_map<Id, const Object*> standing(const Plan& plan, const std::vector<Job>& forward,
                                               const LoopResult& result) {
  std::unordered_map<Id, const Object*> objects;
  for (const Object& object : plan.objects) objects.emplace(object.id, &object);
  for (std::size_t job = 0; job < forward.size(); ++job) {
    if (forward[job].verb == Verb::barrier) continue;
    const auto before = plan.before.find(forward[job].id);
    if (result.progress[job] == Progress::done || before == plan.before.end()) {
      objects.erase(forward[job].id);
    } else if (const auto found = objects.find(forward[job].id); found != objects.end()) {
      found->second = &before->second;
    }
  }
  return objects;
}

/// Those of `candidates` that are joined to `from`, and those that are joined to these.
std::unordered_set<GraphNode> joined(const Graph& graph, const std::unordered_set<GraphNode>& candidates,
                                     std::vector<GraphNode> from) {
  std::unordered_set<GraphNode> found;
  while (!from.empty()) {
    std::vector<GraphNode> reached = graph.all_needs(from);
    const std::vector<GraphNode> above = graph.all_needed_by(from);
    reached.insert(reached.end(), above.begin(), above.end());
    from.clear();
    for (const GraphNode node : reached) {
      if (candidates.contains(node) && found.insert(node).second) from.push_back(node);
    }
  }
  return found;
}

}  // namespace

std::vector<EarlierChange> earlier_changes(const Plan& plan, const std::vector<Job>& forward, const LoopResult& result,
                                           const std::vector<Id>& touched) {
  if (plan.restore.empty()) return {};
  std::vector<const Object*> objects;
  for (const Object& object : plan.objects) objects.push_back(&object);
  const ObjectGraph wanted = ObjectGraph::recorded(std::move(objects));
  std::vector<GraphNode> from;
  for (const Id& id : touched) {
    if (const auto node = wanted.node(id)) from.push_back(*node);
  }
  const auto now = standing(plan, forward, result);
  const std::unordered_set<GraphNode> known(from.begin(), from.end());
  std::unordered_set<GraphNode> candidates;
  for (const auto& [id, goal] : plan.restore) {
    const auto node = wanted.node(id);
    if (goal && node && now.contains(id) && !known.contains(*node)) candidates.insert(*node);
  }
  const auto found = joined(wanted.graph(), candidates, std::move(from));
  std::vector<EarlierChange> changes;
  for (const GraphNode node : wanted.order()) {
    if (!found.contains(node)) continue;
    const Id& id = wanted.object(node)->id;
    changes.push_back({now.at(id), &*plan.restore.at(id)});
  }
  return changes;
}

}  // namespace trimtab
