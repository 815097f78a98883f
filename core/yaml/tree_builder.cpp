#include "core/yaml/tree_builder.h"

#include <fmt/format.h>

#include "core/yaml/codes.h"
#include "core/yaml/scalar.h"
#include "core/yaml/yaml.h"

namespace trimtab {
namespace {

constexpr std::string_view core_tags = "tag:yaml.org,2002:";
constexpr std::size_t few_keys = 8;

/// Whether a value with this tag of the core schema may look like that.
bool tag_fits(std::string_view name, NodeKind kind, std::string_view text) {
  if (kind == NodeKind::map) return name == "map";
  if (kind == NodeKind::sequence) return name == "seq";
  if (name == "str") return true;
  const Plain type = read_plain(text).type;
  if (name == "int") return type == Plain::integer;
  if (name == "float") return type == Plain::number || type == Plain::integer;
  if (name == "bool") return type == Plain::boolean;
  if (name == "null") return type == Plain::null;
  return false;
}

/// False for a quote without its end: yaml-cpp takes what a cut-off file leaves of a text.
bool is_closed(std::string_view source, std::size_t offset) {
  const char quote = offset < source.size() ? source[offset] : '\0';
  if (quote == '\'') return source.find(quote, offset + 1) != std::string_view::npos;
  if (quote != '"') return true;
  for (std::size_t at = offset + 1; at < source.size(); ++at) {
    if (source[at] == '"') return true;
    if (source[at] == '\\') ++at;
  }
  return false;
}

}  // namespace

TreeBuilder::TreeBuilder(Document& document, std::uint16_t source, Findings& findings)
    : document_(document), source_(source), findings_(findings) {}

std::unexpected<Error> TreeBuilder::stop(std::size_t offset, const char* id, std::string what, std::string why) const {
  Diagnostic diagnostic;
  diagnostic.code = id;
  diagnostic.what = std::move(what);
  diagnostic.at = position_in(document_.source(source_), offset);
  if (!why.empty()) diagnostic.why.push_back(std::move(why));
  return fail(Errc::invalid, std::move(diagnostic));
}

void TreeBuilder::find(std::size_t offset, std::size_t length, const char* id, std::string what, std::string label) {
  Diagnostic diagnostic;
  diagnostic.code = id;
  diagnostic.what = std::move(what);
  diagnostic.at = position_in(document_.source(source_), offset, length);
  diagnostic.label = std::move(label);
  findings_.add(std::move(diagnostic));
}

/// Tags and anchors stand before the value they belong to.
std::size_t TreeBuilder::past_properties(std::size_t offset) const {
  const std::string& text = document_.source(source_).text;
  const std::size_t start = offset;
  while (offset < text.size() && (text[offset] == '&' || text[offset] == '!')) {
    offset = text.find_first_of(" \t\r\n,]}", offset);
    if (offset != std::string::npos) offset = text.find_first_not_of(" \t\r\n", offset);
    if (offset == std::string::npos) return start;
  }
  return offset;
}

Status TreeBuilder::null(std::size_t offset, std::size_t anchor) {
  if (wants_key()) return refuse_key(offset, "a key is empty");
  Node node;
  node.at = static_cast<std::uint32_t>(past_properties(offset));
  const std::string_view rest = std::string_view(document_.source(source_).text).substr(node.at);
  const bool written =
      rest.starts_with('~') || rest.starts_with("null") || rest.starts_with("Null") || rest.starts_with("NULL");
  // The parser gives an empty value the place of whatever comes next, which may be lines away.
  if (!written && !open_.empty()) node.at = open_.back().wants_key ? node.at : open_.back().key.key_at;
  TRIMTAB_TRY([[maybe_unused]] const NodeIndex added, attach(node, anchor));
  return {};
}

Status TreeBuilder::scalar(std::size_t offset, std::string_view tag, std::size_t anchor, std::string_view text) {
  offset = past_properties(offset);
  if (text.size() > max_scalar_bytes) {
    return stop(offset, code::too_large,
                fmt::format("a text of {} bytes, one may have {}", text.size(), max_scalar_bytes));
  }
  if (!is_closed(document_.source(source_).text, offset))
    return stop(offset, code::syntax, "a quote is opened and never closed");
  if (text.contains('\0')) return stop(offset, code::control, "a NUL character in a text");
  if (wants_key()) {
    if (anchor != 0) return refuse_key(offset, "a key has an anchor");
    return take_key(offset, text, tag == "?");
  }
  Node node;
  node.kind = NodeKind::scalar;
  node.at = static_cast<std::uint32_t>(offset);
  node.quoted = tag == "!";
  check_tag(offset, tag, node, text);
  if (node.kind == NodeKind::scalar) {
    bool in_arena = false;
    node.text = document_.keep(source_, offset, text, in_arena);
    node.in_arena = in_arena;
  }
  TRIMTAB_TRY([[maybe_unused]] const NodeIndex added, attach(node, anchor));
  return {};
}

void TreeBuilder::check_tag(std::size_t offset, std::string_view tag, Node& node, std::string_view text) {
  if (tag.empty() || tag == "?" || tag == "!") return;
  const std::string_view name = tag.starts_with(core_tags) ? tag.substr(core_tags.size()) : std::string_view();
  static constexpr std::string_view known[] = {"str", "int", "float", "bool", "null", "map", "seq"};
  bool core = false;
  for (const std::string_view each : known) core = core || each == name;
  if (!core) {
    const std::string shown = name.empty() ? std::string(tag) : fmt::format("!!{}", name);
    find(offset, 1, code::tag, fmt::format("tag {} is not known here", shown), "leave it out");
  } else if (!tag_fits(name, node.kind, text)) {
    find(offset, 1, code::tag, fmt::format("this is not what its tag !!{} says", name));
  } else if (name == "null") {
    node.kind = NodeKind::null;
  } else if (name == "str") {
    node.quoted = true;
  }
}

Status TreeBuilder::alias(std::size_t offset, std::size_t anchor) {
  if (wants_key()) return refuse_key(offset, "a key is an alias");
  if (anchor >= anchors_.size() || anchors_[anchor].node == no_node) return stop(offset, code::alias, "unknown anchor");
  if (!anchors_[anchor].complete) return stop(offset, code::alias, "this alias stands inside its own anchor");
  Node place;
  place.at = static_cast<std::uint32_t>(offset);
  TRIMTAB_TRY([[maybe_unused]] const NodeIndex copied, expand(anchors_[anchor].node, place, open_.size()));
  return {};
}

/// A copy of the anchored value at the alias's place: aliases are gone from the tree, and so are their surprises.
Result<NodeIndex> TreeBuilder::expand(NodeIndex from, const Node& place, std::size_t depth) {
  Node head = document_.node(from);
  head.at = place.at;
  head.next = no_node;
  if (head.kind == NodeKind::map || head.kind == NodeKind::sequence) head.text.offset = no_node;
  TRIMTAB_TRY(const NodeIndex added, attach(head, 0));
  TRIMTAB_CHECK(copy_children(from, added, depth + 1, place.at));
  return added;
}

Status TreeBuilder::copy_children(NodeIndex from, NodeIndex to, std::size_t depth, std::size_t alias) {
  NodeIndex last = no_node;
  for (NodeIndex child = document_.first(from); child != no_node; child = document_.next(child)) {
    if (depth > max_depth) return stop(alias, code::too_large, fmt::format("nested deeper than {} levels", max_depth));
    if (document_.size() >= max_nodes)
      return stop(alias, code::too_large,
                  fmt::format("more than {} values, aliases counted as what they stand for", max_nodes));
    Node copy = document_.node(child);
    copy.next = no_node;
    if (copy.kind == NodeKind::map || copy.kind == NodeKind::sequence) copy.text.offset = no_node;
    const NodeIndex added = document_.add(copy);
    (last == no_node ? document_.node(to).text.offset : document_.node(last).next) = added;
    last = added;
    TRIMTAB_CHECK(copy_children(child, added, depth + 1, alias));
  }
  return {};
}

Status TreeBuilder::open(NodeKind kind, std::size_t offset, std::string_view tag, std::size_t anchor) {
  offset = past_properties(offset);
  // A map or list for a key is read to its end and left out, and its value with it.
  const bool is_key = wants_key();
  if (is_key) TRIMTAB_CHECK(refuse_key(offset, fmt::format("a key is {}", to_text(kind))));
  if (open_.size() >= max_depth)
    return stop(offset, code::too_large, fmt::format("nested deeper than {} levels", max_depth));
  Node node;
  node.kind = kind;
  node.at = static_cast<std::uint32_t>(offset);
  node.text.offset = no_node;
  check_tag(offset, tag, node, {});
  TRIMTAB_TRY(const NodeIndex added, attach(node, anchor));
  if (is_key) {
    open_.back().wants_key = false;
    open_.back().passed_over = true;
  }
  if (anchor != 0) anchors_[anchor].complete = false;
  open_.push_back(Open{
      added, no_node, 0, kind == NodeKind::map, false, anchor, {}, Keys(0, KeyHash{&document_}, KeyEqual{&document_})});
  return {};
}

void TreeBuilder::close() {
  if (const std::size_t anchor = open_.back().anchor; anchor != 0) anchors_[anchor].complete = true;
  open_.pop_back();
}

Status TreeBuilder::refuse_key(std::size_t offset, std::string_view what) {
  find(offset, 1, code::key_not_text, fmt::format("{}, it must be text", what));
  open_.back().wants_key = false;
  open_.back().passed_over = true;
  return {};
}

Status TreeBuilder::take_key(std::size_t offset, std::string_view text, bool plain) {
  Open& parent = open_.back();
  parent.wants_key = false;
  if (plain && text == "<<") {
    find(offset, 2, code::alias, "the merge key << is not supported", "write the keys out");
    parent.passed_over = true;
    return {};
  }
  bool in_arena = false;
  parent.key = Node{};
  parent.key.key_at = static_cast<std::uint32_t>(offset);
  parent.key.key = document_.keep(source_, offset, text, in_arena);
  parent.key.key_in_arena = in_arena;
  return {};
}

Result<NodeIndex> TreeBuilder::attach(Node node, std::size_t anchor) {
  if (document_.size() >= max_nodes)
    return stop(node.at, code::too_large, fmt::format("more than {} values", max_nodes));
  node.source = source_;
  Open* parent = open_.empty() ? nullptr : &open_.back();
  const bool in_map = parent != nullptr && document_.kind(parent->node) == NodeKind::map;
  node.key_at = in_map ? parent->key.key_at : 0;
  node.key = in_map ? parent->key.key : Span{};
  node.key_in_arena = in_map && parent->key.key_in_arena;
  const NodeIndex added = document_.add(node);
  if (anchor != 0) {
    if (anchor >= anchors_.size()) anchors_.resize(anchor + 1);
    anchors_[anchor] = {added, true};
  }
  if (parent == nullptr) {
    root_ = added;
    return added;
  }
  if (!parent->passed_over) {
    if (in_map) check_duplicate(*parent, added);
    (parent->last == no_node ? document_.node(parent->node).text.offset : document_.node(parent->last).next) = added;
    parent->last = added;
    ++parent->count;
  }
  parent->passed_over = false;
  parent->wants_key = in_map;
  return added;
}

void TreeBuilder::check_duplicate(Open& parent, NodeIndex added) {
  NodeIndex earlier = no_node;
  if (parent.count < few_keys) {
    earlier = document_.find(parent.node, document_.key(added));
  } else {
    if (parent.count == few_keys) {
      for (const NodeIndex child : Children(document_, parent.node)) parent.keys.insert(child);
    }
    const auto [place, is_new] = parent.keys.insert(added);
    if (!is_new) earlier = *place;
  }
  if (earlier == no_node) return;
  Diagnostic diagnostic;
  diagnostic.code = code::duplicate_key;
  diagnostic.what = fmt::format("key {} stands twice in one map", in_quotes(document_.key(added)));
  diagnostic.at = document_.key_at(added);
  const Position first = document_.key_at(earlier);
  diagnostic.why.push_back(fmt::format("it stands first at {}:{}:{}", first.file, first.line, first.column));
  diagnostic.next = "remove one of the two";
  findings_.add(std::move(diagnostic));
}

}  // namespace trimtab
