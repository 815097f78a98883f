#include "core/spec/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "core/spec/codes.h"
#include "core/spec/likeness.h"

namespace trimtab {
namespace {

std::uint8_t bits_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::null:
      return type::null;
    case NodeKind::scalar:
      return type::scalar;
    case NodeKind::sequence:
      return type::array;
    case NodeKind::map:
      return type::object;
  }
  return 0;
}

/// Whether the schema lets a value be either: a claim is a name or a map.
bool may_change(const Shape& shape, NodeKind from, NodeKind to) {
  if (shape.secret || !shape.claim.empty()) return from != NodeKind::sequence && to != NodeKind::sequence;
  return shape.types != 0 && shape.accepts(bits_of(from)) && shape.accepts(bits_of(to));
}

/// An empty map or list that a path needs on its way.
Node made_at(const SetStep& step, NodeKind kind, std::uint16_t source) {
  Node node;
  node.kind = kind;
  node.source = source;
  node.at = step.offset;
  node.text.offset = no_node;
  return node;
}

}  // namespace

std::vector<NodeIndex> Merger::children_of(NodeIndex parent) const {
  std::vector<NodeIndex> nodes;
  for (const NodeIndex child : Children(document_, parent)) nodes.push_back(child);
  return nodes;
}

void Merger::relink(NodeIndex parent, std::span<const NodeIndex> nodes) {
  document_.node(parent).text.offset = nodes.empty() ? no_node : nodes.front();
  for (std::size_t i = 0; i < nodes.size(); ++i)
    document_.node(nodes[i]).next = i + 1 < nodes.size() ? nodes[i + 1] : no_node;
}

NodeIndex Merger::merge(NodeIndex base, NodeIndex over) { return merged(base, over, root_guide()); }

NodeIndex Merger::merged(NodeIndex base, NodeIndex over, const Guide& guide) {
  const NodeKind from = document_.kind(base);
  const NodeKind to = document_.kind(over);
  if (from == NodeKind::null || to == NodeKind::null) return over;
  if (guide.shape != nullptr && (guide.shape->one_of || guide.shape->secret)) return over;
  if (from != to) {
    if (guide.shape == nullptr || !may_change(*guide.shape, from, to)) report_type(base, over);
    return over;
  }
  if (to != NodeKind::map) return over;
  merge_maps(base, over, guide);
  return base;
}

void Merger::merge_maps(NodeIndex base, NodeIndex over, const Guide& guide) {
  std::vector<NodeIndex> nodes = children_of(base);
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < nodes.size(); ++i) places.emplace(document_.key(nodes[i]), i);
  for (const NodeIndex child : children_of(over)) {
    const std::string_view key = document_.key(child);
    const auto found = places.find(key);
    if (found == places.end()) {
      nodes.push_back(child);
    } else {
      NodeIndex& place = nodes[found->second];
      place = merged(place, child, guide_to(guide, base, over, key));
    }
  }
  relink(base, nodes);
}

const Shape* Merger::kind_shape(std::string_view name) const {
  const auto kind = kinds_.named(name);
  if (!kind) return nullptr;  // reported where the component is read
  const auto schema = kinds_.spec_of(**kind);
  return schema ? &(*schema)->shape() : nullptr;
}

Merger::Guide Merger::guide_to(const Guide& guide, NodeIndex base, NodeIndex over, std::string_view key) const {
  using Where = Guide::Where;
  const Shape* next = guide.shape == nullptr ? nullptr : guide.shape->property(key);
  switch (guide.where) {
    case Where::root:
      return {key == "spec" ? Where::spec : Where::inside, next};
    case Where::spec:
      if (key == "components") return {Where::components, nullptr};
      return {key == "defaults" ? Where::defaults : Where::inside, next};
    case Where::defaults:
      return key == "kinds" ? Guide{Where::kinds, nullptr} : Guide{Where::inside, next};
    case Where::kinds:
      return {Where::inside, kind_shape(key)};
    case Where::components:
      return {Where::component, &envelope_.component->shape()};
    case Where::component: {
      if (key != "spec") return {Where::inside, next};
      // The later file decides which kind it is, where it says so.
      for (const NodeIndex node : {over, base}) {
        const NodeIndex kind = node == no_node ? no_node : document_.find(node, "kind");
        if (kind != no_node) return {Where::inside, kind_shape(document_.text(kind))};
      }
      return {Where::inside, nullptr};
    }
    case Where::inside:
      break;
  }
  if (guide.shape != nullptr && !guide.shape->forms.empty() && base != no_node) {
    const Shape* form = chosen_form(*guide.shape, likeness_of(document_, base));
    next = form == nullptr ? nullptr : form->property(key);
  }
  return {Where::inside, next};
}

void Merger::report_type(NodeIndex base, NodeIndex over) {
  Diagnostic diagnostic;
  diagnostic.code = code::changed_type;
  // A value of --set stands alone: its key is the one it replaces.
  const auto key = document_.key(over).empty() ? document_.key(base) : document_.key(over);
  diagnostic.what =
      fmt::format("\"{}\" is {} here and {} before", key, to_text(document_.kind(over)), to_text(document_.kind(base)));
  diagnostic.at = document_.at(over);
  const Position before = document_.at(base);
  diagnostic.why.push_back(
      fmt::format("it is {} at {}:{}:{}", to_text(document_.kind(base)), before.file, before.line, before.column));
  diagnostic.next = "keep its type, or remove it from the earlier file";
  findings_.add(std::move(diagnostic));
}

NodeIndex Merger::set(NodeIndex root, std::span<const SetStep> path, NodeIndex value) {
  return put(root, path, value, root_guide());
}

void Merger::refuse(const SetStep& step, NodeIndex value, std::string what) {
  Diagnostic diagnostic;
  diagnostic.code = code::set_path;
  diagnostic.what = std::move(what);
  diagnostic.at = position_in(document_.source(document_.node(value).source), step.offset, step.length);
  findings_.add(std::move(diagnostic));
}

NodeIndex Merger::put(NodeIndex current, std::span<const SetStep> path, NodeIndex value, const Guide& guide) {
  if (path.empty()) return current == no_node ? value : merged(current, value, guide);
  return path.front().index ? put_index(current, path, value, guide) : put_key(current, path, value, guide);
}

NodeIndex Merger::put_key(NodeIndex current, std::span<const SetStep> path, NodeIndex value, const Guide& guide) {
  const SetStep& step = path.front();
  const std::uint16_t source = document_.node(value).source;
  if (current != no_node && document_.kind(current) != NodeKind::map && document_.kind(current) != NodeKind::null) {
    refuse(step, value, fmt::format("\"{}\" wants a map, here is {}", step.key, to_text(document_.kind(current))));
    return current;
  }
  if (current == no_node || document_.kind(current) == NodeKind::null) {
    current = document_.add(made_at(step, NodeKind::map, source));
  }
  std::vector<NodeIndex> nodes = children_of(current);
  const auto place = std::ranges::find_if(nodes, [&](NodeIndex child) { return document_.key(child) == step.key; });
  const NodeIndex before = place == nodes.end() ? no_node : *place;
  const NodeIndex after = put(before, path.subspan(1), value, guide_to(guide, current, no_node, step.key));
  if (after != before) {
    Node& node = document_.node(after);
    bool in_arena = false;
    node.key = document_.keep(source, step.offset, step.key, in_arena);
    node.key_in_arena = in_arena;
    node.key_at = step.offset;
    node.source = source;
  }
  if (place == nodes.end()) {
    nodes.push_back(after);
  } else {
    *place = after;
  }
  relink(current, nodes);
  return current;
}

NodeIndex Merger::put_index(NodeIndex current, std::span<const SetStep> path, NodeIndex value, const Guide& guide) {
  const SetStep& step = path.front();
  if (current == no_node || document_.kind(current) == NodeKind::null) {
    current = document_.add(made_at(step, NodeKind::sequence, document_.node(value).source));
  } else if (document_.kind(current) != NodeKind::sequence) {
    refuse(step, value, fmt::format("[{}] wants a list, here is {}", *step.index, to_text(document_.kind(current))));
    return current;
  }
  std::vector<NodeIndex> nodes = children_of(current);
  if (*step.index > nodes.size()) {
    refuse(step, value, fmt::format("[{}] is past the end: [{}] would be the next", *step.index, nodes.size()));
    return current;
  }
  const Guide inside{Guide::Where::inside, guide.shape == nullptr ? nullptr : guide.shape->items};
  if (*step.index == nodes.size()) nodes.push_back(no_node);
  NodeIndex& place = nodes[*step.index];
  place = put(place, path.subspan(1), value, inside);
  relink(current, nodes);
  return current;
}

}  // namespace trimtab
