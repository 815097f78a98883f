#include "core/apply/earlier.h"

#include <numeric>
#include <unordered_map>

namespace trimtab {
namespace {

/// Numbers ids as they come up. A resource's id and the id of a whole component are nodes of their own that need all
/// their objects.
class Numbers {
 public:
  Node of(const Id& id) {
    const auto next = static_cast<Node>(nodes_.size());
    if (const auto [entry, fresh] = nodes_.try_emplace(id, next); !fresh) return entry->second;
    if (!id.part().empty()) {
      edges.push_back({of(id.resource()), next});
    } else if (!id.is_whole()) {
      edges.push_back({of(Id::whole(id.component())), next});
    }
    return next;
  }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

  std::vector<Edge> edges;

 private:
  std::unordered_map<Id, Node> nodes_;
};

}  // namespace

EarlierOrder::EarlierOrder(const Plan& plan, std::span<const Object* const> goals) {
  if (goals.empty()) return;
  Numbers numbers;
  std::unordered_map<Id, const Object*> wanted;
  for (const Object* goal : goals) wanted.emplace(goal->id, goal);
  const auto enter = [&](const Object& object) {
    const Node node = numbers.of(object.id);
    for (const Id& need : object.needs) numbers.edges.push_back({node, numbers.of(need)});
  };
  for (const Object& object : plan.objects) {
    if (!plan.before.contains(object.id) && !wanted.contains(object.id)) enter(object);
  }
  for (const auto& [id, object] : plan.before) {
    if (!wanted.contains(id)) enter(object);
  }
  for (const Object* goal : goals) enter(*goal);
  goals_.assign(numbers.size(), nullptr);
  for (const Object* goal : goals) goals_[numbers.of(goal->id)] = goal;
  graph_ = Graph(numbers.size(), std::move(numbers.edges));
  if (auto order = graph_.order()) {
    order_ = std::move(*order);
    return;
  }
  // Mixed from two states, the graph may hold a circle that neither had; the goals then go up in the order given.
  graph_ = Graph(graph_.size(), {});
  order_.resize(graph_.size());
  std::iota(order_.begin(), order_.end(), Node{0});
}

}  // namespace trimtab
