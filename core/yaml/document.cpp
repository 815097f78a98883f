#include "core/yaml/document.h"

#include <algorithm>
#include <optional>

namespace trimtab {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Bytes of the token at `offset`, up to the end of its line.
std::size_t token_length(std::string_view text, std::size_t offset, std::size_t plain_length) {
  if (offset >= text.size()) return 1;
  const std::size_t end = std::min(text.find('\n', offset), text.size());
  const char quote = text[offset];
  if (quote == '"' || quote == '\'') {
    for (std::size_t at = offset + 1; at < end; ++at) {
      if (text[at] == '\\' && quote == '"') {
        ++at;
      } else if (text[at] == quote) {
        if (quote == '\'' && at + 1 < end && text[at + 1] == quote) {
          ++at;
          continue;
        }
        return at + 1 - offset;
      }
    }
    return end - offset;
  }
  if (quote == '|' || quote == '>') return 1;
  if (quote == '*') {
    const std::size_t stop = std::min(text.find_first_of(" \t\r\n,]}", offset), text.size());
    return stop - offset;
  }
  return std::min(plain_length, end - offset);
}

/// One step of a JSON pointer, unescaped.
std::string step_of(std::string_view raw) {
  std::string step;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '~' && i + 1 < raw.size()) {
      step += raw[++i] == '1' ? '/' : '~';
    } else {
      step += raw[i];
    }
  }
  return step;
}

}  // namespace

std::uint16_t Document::add_source(Source source) {
  sources_.push_back(std::move(source));
  return static_cast<std::uint16_t>(sources_.size() - 1);
}

NodeIndex Document::add(Node node) {
  nodes_.push_back(node);
  return static_cast<NodeIndex>(nodes_.size() - 1);
}

Span Document::keep(std::uint16_t source, std::size_t offset, std::string_view text, bool& in_arena) {
  const std::string& whole = sources_[source].text;
  const auto length = static_cast<std::uint32_t>(text.size());
  in_arena = false;
  for (const std::size_t start : {offset, offset + 1}) {  // a quote may stand before it
    if (start <= whole.size() && whole.compare(start, text.size(), text) == 0)
      return {static_cast<std::uint32_t>(start), length};
  }
  in_arena = true;
  const auto start = static_cast<std::uint32_t>(arena_.size());
  arena_.append(text);
  return {start, length};
}

std::string_view Document::view(std::uint16_t source, Span span, bool in_arena) const {
  return std::string_view(in_arena ? arena_ : sources_[source].text).substr(span.offset, span.length);
}

std::string_view Document::text(NodeIndex index) const {
  const Node& node = nodes_[index];
  return node.kind == NodeKind::scalar ? view(node.source, node.text, node.in_arena) : std::string_view();
}

std::string_view Document::key(NodeIndex index) const {
  const Node& node = nodes_[index];
  return view(node.source, node.key, node.key_in_arena);
}

NodeIndex Document::first(NodeIndex parent) const {
  const Node& node = nodes_[parent];
  return node.kind == NodeKind::map || node.kind == NodeKind::sequence ? node.text.offset : no_node;
}

NodeIndex Document::find(NodeIndex map, std::string_view wanted) const {
  if (kind(map) != NodeKind::map) return no_node;
  for (const NodeIndex child : Children(*this, map)) {
    if (key(child) == wanted) return child;
  }
  return no_node;
}

std::size_t Document::count(NodeIndex parent) const {
  std::size_t count = 0;
  for ([[maybe_unused]] const NodeIndex child : Children(*this, parent)) ++count;
  return count;
}

NodeIndex Document::follow(NodeIndex from, std::string_view pointer, bool& exact) const {
  exact = false;
  while (!pointer.empty() && pointer.front() == '/') {
    const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string step = step_of(pointer.substr(1, end - 1));
    NodeIndex found = no_node;
    if (kind(from) == NodeKind::map) {
      found = find(from, step);
    } else if (kind(from) == NodeKind::sequence) {
      std::size_t index = 0;
      for (const NodeIndex child : Children(*this, from)) {
        if (std::to_string(index++) == step) found = child;
      }
    }
    if (found == no_node) return from;
    from = found;
    pointer.remove_prefix(end);
  }
  exact = pointer.empty();
  return from;
}

Position Document::at(NodeIndex index) const {
  const Node& node = nodes_[index];
  const Source& source = sources_[node.source];
  std::size_t length = 1;
  if (node.kind == NodeKind::scalar) length = token_length(source.text, node.at, node.text.length);
  if (node.kind == NodeKind::null && node.at < source.text.size() && !is_blank(source.text[node.at]))
    length = node.at == node.key_at ? node.key.length : source.text[node.at] == '~' ? 1 : 4;
  return position_in(source, node.at, length);
}

Position Document::key_at(NodeIndex index) const {
  const Node& node = nodes_[index];
  if (node.key.length == 0) return at(index);
  const Source& source = sources_[node.source];
  return position_in(source, node.key_at, token_length(source.text, node.key_at, node.key.length));
}

Position Document::inside(NodeIndex index, std::size_t offset, std::size_t length) const {
  const Node& node = nodes_[index];
  if (node.kind != NodeKind::scalar || node.in_arena) return at(index);
  return position_in(sources_[node.source], node.text.offset + offset, length);
}

void Document::shrink() {
  nodes_.shrink_to_fit();
  arena_.shrink_to_fit();
}

std::size_t Document::memory() const {
  std::size_t bytes = nodes_.capacity() * sizeof(Node) + arena_.capacity();
  for (const Source& source : sources_)
    bytes += source.text.capacity() + source.lines.capacity() * sizeof(source.lines[0]);
  return bytes;
}

std::string_view to_text(NodeKind kind) {
  switch (kind) {
    case NodeKind::null:
      return "nothing";
    case NodeKind::scalar:
      return "text";
    case NodeKind::sequence:
      return "a list";
    case NodeKind::map:
      return "a map";
  }
  return "nothing";
}

}  // namespace trimtab
