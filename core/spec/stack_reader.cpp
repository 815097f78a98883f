#include "core/spec/stack_reader.h"

#include <fmt/format.h>

#include "core/spec/codes.h"
#include "core/support/text.h"

namespace trimtab {

StackReader::StackReader(std::shared_ptr<const Document> document, NodeIndex root, const LoadRequest& request,
                         KindSchemas& kinds, const Envelope& envelope, Findings& findings)
    : document_(std::move(document)),
      root_(root),
      kinds_(kinds),
      envelope_(envelope),
      findings_(findings),
      reading_{*document_, request, kinds, findings, {}, {}, {}},
      places_(std::make_shared<DocumentPlaces>(document_, root)) {}

void StackReader::find(Position position, const char* id, std::string what, std::string label,
                       std::vector<std::string> why, std::string next) {
  Diagnostic diagnostic;
  diagnostic.code = id;
  diagnostic.what = std::move(what);
  diagnostic.at = std::move(position);
  diagnostic.label = std::move(label);
  diagnostic.why = std::move(why);
  diagnostic.next = std::move(next);
  findings_.add(std::move(diagnostic));
}

/// The node at a pointer from the root, or no_node.
NodeIndex StackReader::at(std::string_view pointer) const {
  bool exact = false;
  const NodeIndex node = document_->follow(root_, pointer, exact);
  return exact ? node : no_node;
}

Stack StackReader::read() {
  Stack stack;
  read_environment();
  read_envelope(stack);
  if (reading_.request.head_is_read && findings_.empty()) reading_.request.head_is_read(stack.name, stack.target);
  meet_components();
  read_kind_defaults();
  const NodeIndex components = at("/spec/components");
  if (components != no_node && document_->kind(components) == NodeKind::map) {
    for (const NodeIndex child : Children(*document_, components)) {
      if (document_->kind(child) == NodeKind::null) continue;  // removed by a later file
      if (auto component = read_component(child)) stack.components.push_back(std::move(*component));
    }
    if (document_->first(components) == no_node) {
      find(document_->key_at(components), code::missing, "the stack has no component", {}, {},
           "to remove everything a stack has: trimtab destroy");
    }
  }
  stack.places = places_;
  return stack;
}

/// Which variables may be read must be known before the first text is.
void StackReader::read_environment() {
  const NodeIndex names = at("/spec/env");
  if (names == no_node || document_->kind(names) != NodeKind::sequence) return;
  for (const NodeIndex name : Children(*document_, names)) reading_.environment.emplace(document_->text(name));
}

void StackReader::read_envelope(Stack& stack) {
  Reader reader(reading_, "", "the stack");
  reader.finish_texts();
  const Value value = reader.read(root_, envelope_.stack->shape()).value_or(Value::object());
  const SchemaReport report{*envelope_.stack,
                            "",
                            "the stack",
                            "",
                            [this](const std::string& pointer, bool of_key) {
                              return of_key ? places_->stack_key(pointer) : places_->stack(pointer);
                            },
                            {},
                            {}};
  report.check(value, reader.wrong(), findings_);

  const Value spec = value.value("spec", Value::object());
  stack.name = value.value("metadata", Value::object()).value("name", "");
  if (!stack.name.empty() && !is_name(stack.name)) {
    find(document_->at(at("/metadata/name")), code::name,
         fmt::format("{} cannot be a stack's name", in_quotes(stack.name)),
         "a-z, 0-9 and -, at most 30, beginning with a letter");
  }
  const Value target = spec.value("target", Value::object());
  if (target.size() == 1) {
    stack.target.kind = target.begin().key();
    stack.target.settings = target.begin().value();
    reading_.target = stack.target.kind;
  }
  blocks_ = spec.value("defaults", Value::object());
  blocks_.erase("kinds");
}

const Kind* StackReader::kind_of(NodeIndex node, std::string_view name) {
  if (const auto known = named_.find(name); known != named_.end() && known->second != nullptr) return known->second;
  auto kind = kinds_.named(name);
  named_.emplace(std::string(name), kind ? *kind : nullptr);
  if (kind) return *kind;
  for (Diagnostic& diagnostic : kind.error().diagnostics) {
    diagnostic.at = document_->at(node);
    findings_.add(std::move(diagnostic));
  }
  return nullptr;
}

/// Names and kinds of all components come before the first spec: they refer to each other.
void StackReader::meet_components() {
  const NodeIndex components = at("/spec/components");
  if (components == no_node || document_->kind(components) != NodeKind::map) return;
  for (const NodeIndex child : Children(*document_, components)) {
    if (document_->kind(child) != NodeKind::map) continue;
    const NodeIndex kind = document_->find(child, "kind");
    const bool has_kind = kind != no_node && document_->kind(kind) == NodeKind::scalar;
    const Position where = document_->key_at(child);
    reading_.neighbours.add(std::string(document_->key(child)),
                            {has_kind ? kind_of(kind, document_->text(kind)) : nullptr,
                             fmt::format("{}:{}:{}", where.file, where.line, where.column)});
  }
}

void StackReader::read_kind_defaults() {
  const NodeIndex kinds = at("/spec/defaults/kinds");
  if (kinds == no_node || document_->kind(kinds) != NodeKind::map) return;
  for (const NodeIndex child : Children(*document_, kinds)) {
    auto kind = kinds_.named(document_->key(child));
    if (!kind) {
      for (Diagnostic& diagnostic : kind.error().diagnostics) {
        diagnostic.at = document_->key_at(child);
        findings_.add(std::move(diagnostic));
      }
      continue;
    }
    const auto schema = kinds_.spec_of(**kind);
    if (!schema) continue;  // reported with the component
    Reader reader(reading_, fmt::format("defaults.kinds.{}", (*kind)->name), "spec", (*kind)->plugin);
    KindDefaults defaults{child, reader.read(child, (*schema)->shape()).value_or(Value::object()), reader.wrong()};
    kind_defaults_.insert_or_assign(*kind, std::move(defaults));
  }
}

}  // namespace trimtab
