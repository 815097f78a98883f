#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/yaml/document.h"
#include "core/yaml/findings.h"

namespace trimtab {

/// Makes a tree of a document from a parser's events, within the budgets. Knows nothing of the parser: offsets are
/// bytes in the source. An event that cannot be taken returns an error, after which no further event may follow.
class TreeBuilder {
 public:
  TreeBuilder(Document& document, std::uint16_t source, Findings& findings);

  Status null(std::size_t offset, std::size_t anchor);
  Status scalar(std::size_t offset, std::string_view tag, std::size_t anchor, std::string_view text);
  Status alias(std::size_t offset, std::size_t anchor);
  Status open(NodeKind kind, std::size_t offset, std::string_view tag, std::size_t anchor);
  void close();
  [[nodiscard]] NodeIndex root() const { return root_; }

 private:
  struct KeyHash {
    const Document* document;
    std::size_t operator()(NodeIndex index) const { return std::hash<std::string_view>{}(document->key(index)); }
  };
  struct KeyEqual {
    const Document* document;
    bool operator()(NodeIndex a, NodeIndex b) const { return document->key(a) == document->key(b); }
  };
  using Keys = std::unordered_set<NodeIndex, KeyHash, KeyEqual>;
  /// A map or list that is still open.
  struct Open {
    NodeIndex node;
    NodeIndex last = no_node;
    std::size_t count = 0;
    bool wants_key = false;
    bool passed_over = false;  ///< the key was refused, so its value is read and left out
    std::size_t anchor = 0;
    Node key;   ///< of the value to come
    Keys keys;  ///< filled from the ninth key on; fewer are compared one by one
  };
  struct Anchor {
    NodeIndex node = no_node;
    bool complete = false;
  };

  Status take_key(std::size_t offset, std::string_view text, bool plain);
  Status refuse_key(std::size_t offset, std::string_view what);
  Result<NodeIndex> attach(Node node, std::size_t anchor);
  Result<NodeIndex> expand(NodeIndex from, const Node& place, std::size_t depth);
  Status copy_children(NodeIndex from, NodeIndex to, std::size_t depth, std::size_t alias);
  void check_duplicate(Open& parent, NodeIndex added);
  void check_tag(std::size_t offset, std::string_view tag, Node& node, std::string_view text);
  void find(std::size_t offset, std::size_t length, const char* id, std::string what, std::string label = {});
  [[nodiscard]] std::unexpected<Error> stop(std::size_t offset, const char* id, std::string what,
                                            std::string why = {}) const;
  [[nodiscard]] std::size_t past_properties(std::size_t offset) const;
  [[nodiscard]] bool wants_key() const { return !open_.empty() && open_.back().wants_key; }

  Document& document_;
  std::uint16_t source_;
  Findings& findings_;
  NodeIndex root_ = no_node;
  std::vector<Open> open_;
  std::vector<Anchor> anchors_;
};

}  // namespace trimtab
