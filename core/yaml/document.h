#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/support/error.h"
#include "core/yaml/source.h"

namespace trimtab {

enum class NodeKind : std::uint8_t { null, scalar, sequence, map };

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex no_node = UINT32_MAX;

/// A piece of text as it was written: in the source itself, or, where escapes or folding changed it, in the arena.
struct Span {
  std::uint32_t offset = 0;
  std::uint32_t length = 0;
};

/// One value of a spec with the places of itself and of its key. 32 bytes: a spec has a million of them.
struct Node {
  NodeKind kind = NodeKind::null;
  bool quoted : 1 = false;    ///< text for certain: in quotes, a block, or tagged !!str
  bool in_arena : 1 = false;  ///< where `text` points
  bool key_in_arena : 1 = false;
  std::uint16_t source = 0;
  std::uint32_t at = 0;      ///< offset of the value in its source
  std::uint32_t key_at = 0;  ///< offset of the key in its source
  Span key;
  Span text;                 ///< of a scalar; of a map or sequence, `offset` is the first child
  NodeIndex next = no_node;  ///< the following child of the same parent
};
static_assert(sizeof(Node) == 32);

/// What the files of a spec say, as one forest in flat arrays: no pointers, no copies of plain text.
class Document {
 public:
  std::uint16_t add_source(Source source);
  [[nodiscard]] const Source& source(std::uint16_t index) const { return sources_[index]; }

  /// Puts back what was blanked out for the parser; of the same length.
  void restore_text(std::uint16_t source, std::string text) { sources_[source].text = std::move(text); }

  NodeIndex add(Node node);
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] Node& node(NodeIndex index) { return nodes_[index]; }
  [[nodiscard]] const Node& node(NodeIndex index) const { return nodes_[index]; }
  [[nodiscard]] NodeKind kind(NodeIndex index) const { return nodes_[index].kind; }

  /// Where `text` can be found: in the source at `offset` if it stands there as it is, else in the arena.
  [[nodiscard]] Span keep(std::uint16_t source, std::size_t offset, std::string_view text, bool& in_arena);
  [[nodiscard]] std::string_view text(NodeIndex index) const;
  [[nodiscard]] std::string_view key(NodeIndex index) const;

  [[nodiscard]] NodeIndex first(NodeIndex parent) const;
  [[nodiscard]] NodeIndex next(NodeIndex index) const { return nodes_[index].next; }
  /// The child of a map by its key, or no_node. Linear.
  [[nodiscard]] NodeIndex find(NodeIndex map, std::string_view wanted) const;
  [[nodiscard]] std::size_t count(NodeIndex parent) const;
  /// The node a JSON pointer names, below `from`; `exact` tells whether the whole pointer was found.
  [[nodiscard]] NodeIndex follow(NodeIndex from, std::string_view pointer, bool& exact) const;

  [[nodiscard]] Position at(NodeIndex index) const;
  /// The place of the key; of the value where there is none.
  [[nodiscard]] Position key_at(NodeIndex index) const;
  /// Of a part of a text, where it stands in the source as it is; else of the whole text.
  [[nodiscard]] Position inside(NodeIndex index, std::size_t offset, std::size_t length) const;
  void shrink();
  [[nodiscard]] std::size_t memory() const;

 private:
  [[nodiscard]] std::string_view view(std::uint16_t source, Span span, bool in_arena) const;
  std::vector<Source> sources_;
  std::vector<Node> nodes_;
  std::string arena_;
};

/// The children of one node: `for (const NodeIndex child : Children(document, node))`.
class Children {
 public:
  Children(const Document& document, NodeIndex parent) : document_(document), first_(document.first(parent)) {}
  struct Iterator {
    const Document* document;
    NodeIndex index;
    NodeIndex operator*() const { return index; }
    Iterator& operator++() {
      index = document->next(index);
      return *this;
    }
    bool operator==(const Iterator& other) const { return index == other.index; }
  };
  [[nodiscard]] Iterator begin() const { return {&document_, first_}; }
  [[nodiscard]] Iterator end() const { return {&document_, no_node}; }

 private:
  const Document& document_;
  NodeIndex first_;
};

/// "text", "a list", "a map", "nothing": what a message calls a node.
[[nodiscard]] std::string_view to_text(NodeKind kind);

}  // namespace trimtab
