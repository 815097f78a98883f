#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/spec/envelope.h"
#include "core/spec/places.h"
#include "core/spec/reader.h"
#include "core/spec/schema_report.h"

namespace trimtab {

/// Turns a merged document into a stack; what is wrong goes to the findings.
class StackReader {
 public:
  StackReader(std::shared_ptr<const Document> document, NodeIndex root, const LoadRequest& request, KindSchemas& kinds,
              const Envelope& envelope, Findings& findings);
  [[nodiscard]] Stack read();

 private:
  /// What spec.defaults.kinds says of a kind.
  struct KindDefaults {
    NodeIndex node = no_node;
    Value value = Value::object();
    std::vector<std::string> wrong;
  };

  // stack_reader.cpp: the envelope
  void read_envelope(Stack& stack);
  void read_environment();
  void meet_components();
  void read_kind_defaults();
  [[nodiscard]] const Kind* kind_of(NodeIndex node, std::string_view name);
  [[nodiscard]] NodeIndex at(std::string_view pointer) const;

  // component_reader.cpp: one component
  [[nodiscard]] std::optional<Component> read_component(NodeIndex node);
  void take_envelope(Component& component, const Value& entry, NodeIndex node);
  void take_patches(Component& component, const Value& entry, NodeIndex node);
  void read_spec(Component& component, const Kind& kind, NodeIndex node);
  void check_claims(const Component& component, const CompiledSchema& schema, const std::vector<std::string>& wrong);
  void check_other(const std::string& component, std::string_view other, NodeIndex at);
  [[nodiscard]] SchemaReport report_for(const std::string& component, const Kind& kind,
                                        const CompiledSchema& schema) const;

  void find(Position position, const char* id, std::string what, std::string label = {},
            std::vector<std::string> why = {}, std::string next = {});

  std::shared_ptr<const Document> document_;
  NodeIndex root_;
  KindSchemas& kinds_;
  const Envelope& envelope_;
  Findings& findings_;
  Reading reading_;
  std::shared_ptr<DocumentPlaces> places_;
  Value blocks_ = Value::object();  ///< of spec.defaults
  std::map<std::string, const Kind*, std::less<>> named_;
  std::map<const Kind*, KindDefaults> kind_defaults_;
};

}  // namespace trimtab
