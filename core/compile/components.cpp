#include "core/compile/components.h"

#include <fmt/format.h>

#include <unordered_map>

#include "core/spec/codes.h"
#include "core/spec/interpolation.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

std::string place_text(const std::optional<Position>& at) {
  return at ? fmt::format(" ({}:{}:{})", at->file, at->line, at->column) : std::string();
}

class Drawing {
 public:
  explicit Drawing(const Stack& stack) : stack_(stack) {
    for (GraphNode node = 0; node < stack.components.size(); ++node)
      numbers_.emplace(stack.components[node].name, node);
  }

  Result<ComponentGraph> draw(const std::vector<Claim>& claims) {
    for (const Claim& claim : claims) {
      add(numbers_.at(claim.consumer), claim.provider,
          {ComponentEdge::Kind::claim, "claims " + claim.capability + " of", in_spec(claim.consumer, claim.pointer)});
    }
    for (GraphNode node = 0; node < stack_.components.size(); ++node) add_own(node);
    if (!wrong_.empty()) return fail(Errc::invalid, std::move(wrong_));
    ComponentGraph made;
    made.graph = Graph(stack_.components.size(), std::move(edges_));
    made.edges = std::move(reasons_);
    const auto waves = made.graph.waves();
    if (!waves) return fail(Errc::invalid, circles(made));
    for (GraphNode node = 0; node < waves->size(); ++node) {
      const std::size_t wave = (*waves)[node];
      if (made.waves.size() <= wave) made.waves.resize(wave + 1);
      made.waves[wave].push_back(node);
    }
    return made;
  }

 private:
  void add_own(GraphNode node) {
    const Component& component = stack_.components[node];
    for (const OutputUse& use : output_uses(component.spec)) {
      add(node, use.component,
          {ComponentEdge::Kind::output, fmt::format("uses output \"{}\" of", use.output),
           in_spec(component.name, use.pointer)});
    }
    for (std::size_t i = 0; i < component.needs.size(); ++i) {
      std::optional<Position> at;
      if (stack_.places) at = stack_.places->stack(fmt::format("/spec/components/{}/needs/{}", component.name, i));
      add(node, component.needs[i], {ComponentEdge::Kind::needs, "needs", std::move(at)});
    }
  }

  void add(GraphNode from, const std::string& to, ComponentEdge reason) {
    const auto found = numbers_.find(to);
    if (found == numbers_.end()) return unknown(from, to, reason);
    edges_.push_back({from, found->second});
    reasons_.push_back(std::move(reason));
  }

  void unknown(GraphNode from, const std::string& to, const ComponentEdge& reason) {
    std::vector<std::string> names;
    for (const Component& component : stack_.components) names.push_back(component.name);
    Diagnostic diagnostic;
    diagnostic.code = code::unknown_component;
    diagnostic.what =
        fmt::format("{} {} \"{}\", which the stack does not have", stack_.components[from].name, reason.text, to);
    diagnostic.at = reason.at;
    if (const auto near = nearest(to, names)) diagnostic.label = fmt::format("did you mean \"{}\"?", *near);
    wrong_.push_back(std::move(diagnostic));
  }

  [[nodiscard]] std::optional<Position> in_spec(const std::string& component, const std::string& pointer) const {
    if (!stack_.places) return std::nullopt;
    return stack_.places->component(component, pointer);
  }

  [[nodiscard]] std::vector<Diagnostic> circles(const ComponentGraph& made) const {
    std::vector<Diagnostic> list;
    for (const Cycle& cycle : made.graph.cycles()) {
      Diagnostic diagnostic;
      diagnostic.code = "E0308";
      diagnostic.what = "components refer to each other in a circle, so none of them can be first";
      for (const auto number : cycle.edges) {
        const Edge edge = made.graph.edges()[number];
        const ComponentEdge& reason = made.edges[number];
        diagnostic.why.push_back(fmt::format("{} {} {}{}", stack_.components[edge.from].name, reason.text,
                                             stack_.components[edge.to].name, place_text(reason.at)));
        if (!diagnostic.at) diagnostic.at = reason.at;
      }
      diagnostic.next = "remove one of these references";
      list.push_back(std::move(diagnostic));
    }
    return list;
  }

  const Stack& stack_;
  std::unordered_map<std::string_view, GraphNode> numbers_;
  std::vector<Edge> edges_;
  std::vector<ComponentEdge> reasons_;
  std::vector<Diagnostic> wrong_;
};

}  // namespace

Result<ComponentGraph> component_graph(const Stack& stack, const std::vector<Claim>& claims) {
  return Drawing(stack).draw(claims);
}

}  // namespace trimtab
