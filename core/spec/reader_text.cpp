#include <fmt/format.h>

#include "core/spec/codes.h"
#include "core/spec/files.h"
#include "core/spec/reader.h"
#include "core/support/text.h"
#include "core/support/utf8.h"
#include "core/yaml/codes.h"

namespace trimtab {
namespace {

constexpr std::uint64_t max_inserted_file = 1u << 20;

bool is_clean(std::string_view text) {
  while (!text.empty()) {
    const Decoded character = decode_first(text);
    if (!character.valid || character.value == 0) return false;
    text.remove_prefix(character.size);
  }
  return true;
}

}  // namespace

/// The text with `${env:}` and `${file:}` replaced. Unless texts are final, references to outputs and escapes stay, and
/// what was put in is escaped.
std::optional<Reader::Text> Reader::interpolated(NodeIndex node) {
  const std::string_view written = document_.text(node);
  if (!written.contains("${")) return Text{std::string(written), false};
  const auto cut = cut_text(written);
  if (!cut) {
    return find_at(document_.inside(node, cut.error().offset, cut.error().length), code::reference,
                   fmt::format("{}: {}", place(), cut.error().what), "$${ stands for a literal ${");
  }
  Text result;
  bool complete = true;
  for (std::size_t i = 0; i < cut->literals.size(); ++i) {
    result.text += final_texts_ ? cut->literals[i] : escape_interpolation(cut->literals[i]);
    if (i == cut->references.size()) break;
    const TextReference& reference = cut->references[i];
    const auto text = reference_text(node, reference);
    complete = complete && text.has_value();
    if (!text) continue;
    const bool is_output = reference.kind == TextReference::Kind::output;
    result.open = result.open || is_output;
    result.text += is_output || final_texts_ ? *text : escape_interpolation(*text);
  }
  return complete ? std::optional(std::move(result)) : std::nullopt;
}

std::optional<std::string> Reader::reference_text(NodeIndex node, const TextReference& reference) {
  switch (reference.kind) {
    case TextReference::Kind::environment:
      return environment_text(node, reference);
    case TextReference::Kind::file:
      return file_text(node, reference);
    case TextReference::Kind::output:
      return output_text(node, reference);
  }
  return std::nullopt;
}

std::optional<std::string> Reader::environment_text(NodeIndex node, const TextReference& reference) {
  const Position at = document_.inside(node, reference.offset, reference.length);
  if (!reading_.environment.contains(reference.name)) {
    return find_at(at, code::reference, fmt::format("variable {} is not listed in spec.env", reference.name),
                   "only listed variables are read", fmt::format("add \"env: [{}]\" to spec", reference.name));
  }
  const auto value = reading_.request.environment.find(reference.name);
  if (value == reading_.request.environment.end()) {
    return find_at(at, code::reference, fmt::format("variable {} is not set", reference.name), {},
                   fmt::format("{}=VALUE trimtab …", reference.name));
  }
  if (!is_clean(value->second))
    return find_at(at, code::encoding, fmt::format("variable {} is not UTF-8 text", reference.name));
  return value->second;
}

std::optional<std::string> Reader::file_text(NodeIndex node, const TextReference& reference) {
  const Position at = document_.inside(node, reference.offset, reference.length);
  const Path path = absolute(node, reference.name);
  auto content = read_through_links(reading_.request.disk, path, max_inserted_file);
  if (!content) {
    return find_at(at, code::reference, fmt::format("file {} cannot be put in here", path.string()), {}, {},
                   {content.error().message()});
  }
  if (!is_clean(*content)) return find_at(at, code::encoding, fmt::format("file {} is not UTF-8 text", path.string()));
  return std::move(*content);
}

std::optional<std::string> Reader::output_text(NodeIndex node, const TextReference& reference) {
  const Position at = document_.inside(node, reference.offset, reference.length);
  std::string written = fmt::format("${{{}.{}}}", reference.name, reference.output);
  if (final_texts_)
    return find_at(at, code::reference, fmt::format("{} cannot stand here", written), "only in a component's spec");
  if (no_outputs_)
    return find_at(at, code::reference, fmt::format("{} cannot stand in the parameters of a claim", written));
  if (reference.name == owner_)
    return find_at(at, code::reference, fmt::format("{} is {}'s own output", written, owner_));
  const Neighbours::Component* component = reading_.neighbours.find(reference.name);
  if (component == nullptr) {
    return find_at(at, code::unknown_component,
                   fmt::format("{} uses an output of \"{}\", which the stack does not have", place(), reference.name),
                   reading_.neighbours.suggestion(reference.name));
  }
  if (component->kind != nullptr && !component->kind->outputs.contains(reference.output)) {
    std::vector<std::string> outputs;
    for (const auto& [name, output_type] : component->kind->outputs) outputs.push_back(name);
    const auto near = nearest(reference.output, outputs);
    return find_at(at, code::unknown_output,
                   fmt::format("component \"{}\" ({}) has no output \"{}\"", reference.name, component->kind->name,
                               reference.output),
                   near ? fmt::format("did you mean \"{}\"?", *near) : std::string(), {},
                   {outputs.empty() ? "it has no outputs" : "its outputs: " + join(outputs, ", ")});
  }
  return written;
}

Path Reader::absolute(NodeIndex node, const std::string& path) const {
  return (document_.source(document_.node(node).source).directory / path).lexically_normal();
}

}  // namespace trimtab
