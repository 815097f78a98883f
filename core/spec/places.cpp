#include "core/spec/places.h"

namespace trimtab {

void DocumentPlaces::add(std::string name, NodeIndex component, NodeIndex defaults) {
  components_.emplace(std::move(name), Entry{component, defaults});
}

const DocumentPlaces::Entry* DocumentPlaces::entry(std::string_view name) const {
  const auto found = components_.find(name);
  return found == components_.end() ? nullptr : &found->second;
}

/// In the component's own spec; where that has not the whole pointer, in its kind's defaults; else the nearest parent.
DocumentPlaces::Found DocumentPlaces::find(const Entry& entry, std::string_view pointer) const {
  const NodeIndex spec = document_->find(entry.component, "spec");
  Found own{entry.component, false};
  if (spec != no_node) own.node = document_->follow(spec, pointer, own.exact);
  if (own.exact) return own;
  if (entry.defaults != no_node) {
    Found shared;
    shared.node = document_->follow(entry.defaults, pointer, shared.exact);
    if (shared.exact) return shared;
  }
  const Found outer = find_outer_block(entry, pointer);
  return outer.exact ? outer : own;
}

/// A value of a `local:` or `kubernetes:` block may have been handed down: from a block further out, in the end from
/// spec.defaults.
DocumentPlaces::Found DocumentPlaces::find_outer_block(const Entry& entry, std::string_view pointer) const {
  Found found;
  for (const std::string_view block : {"/local/", "/kubernetes/"}) {
    const std::size_t start = pointer.find(block);
    if (start == std::string_view::npos) continue;
    const std::string_view inside = pointer.substr(start);
    const std::size_t parent = start == 0 ? std::string_view::npos : pointer.rfind('/', start - 1);
    if (parent != std::string_view::npos)
      return find(entry, std::string(pointer.substr(0, parent)) + std::string(inside));
    bool exact = false;
    const NodeIndex defaults = document_->follow(root_, "/spec/defaults", exact);
    if (exact) found.node = document_->follow(defaults, inside, found.exact);
  }
  return found;
}

std::optional<Position> DocumentPlaces::component(std::string_view name, std::string_view pointer, bool of_key) const {
  const Entry* const found = entry(name);
  if (found == nullptr) return std::nullopt;
  if (pointer.empty()) return of_key ? document_->key_at(found->component) : document_->at(found->component);
  const NodeIndex node = find(*found, pointer).node;
  return of_key || node == found->component ? document_->key_at(node) : document_->at(node);
}

std::optional<Position> DocumentPlaces::stack(std::string_view pointer) const {
  bool exact = false;
  return document_->at(document_->follow(root_, pointer, exact));
}

std::optional<Position> DocumentPlaces::stack_key(std::string_view pointer) const {
  bool exact = false;
  return document_->key_at(document_->follow(root_, pointer, exact));
}

bool DocumentPlaces::is_written(std::string_view name, std::string_view pointer) const {
  const Entry* const found = entry(name);
  return found != nullptr && find(*found, pointer).exact;
}

}  // namespace trimtab
