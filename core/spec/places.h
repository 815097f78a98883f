#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/model/stack.h"
#include "core/yaml/document.h"

namespace trimtab {

/// Answers where values of a merged spec stand, from the document alone: nothing is kept per value.
class DocumentPlaces : public Places {
 public:
  DocumentPlaces(std::shared_ptr<const Document> document, NodeIndex root)
      : document_(std::move(document)), root_(root) {}

  /// `defaults` is the entry of spec.defaults.kinds for the component's kind, or no_node.
  void add(std::string name, NodeIndex component, NodeIndex defaults);

  [[nodiscard]] std::optional<Position> component(std::string_view name, std::string_view pointer,
                                                  bool of_key = false) const override;
  [[nodiscard]] std::optional<Position> stack(std::string_view pointer) const override;
  [[nodiscard]] std::optional<Position> stack_key(std::string_view pointer) const;
  /// Whether a user wrote the value: false for what a schema's default filled in.
  [[nodiscard]] bool is_written(std::string_view name, std::string_view pointer) const;

 private:
  struct Entry {
    NodeIndex component = no_node;
    NodeIndex defaults = no_node;
  };
  struct Found {
    NodeIndex node = no_node;
    bool exact = false;
  };
  [[nodiscard]] const Entry* entry(std::string_view name) const;
  [[nodiscard]] Found find(const Entry& entry, std::string_view pointer) const;
  [[nodiscard]] Found find_outer_block(const Entry& entry, std::string_view pointer) const;

  std::shared_ptr<const Document> document_;
  NodeIndex root_;
  std::map<std::string, Entry, std::less<>> components_;
};

}  // namespace trimtab
