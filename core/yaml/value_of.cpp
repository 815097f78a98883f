#include "core/yaml/value_of.h"

#include "core/yaml/findings.h"
#include "core/yaml/scalar.h"
#include "core/yaml/yaml.h"

namespace trimtab {
namespace {

Value scalar_of(const Document& document, NodeIndex node) {
  const std::string_view text = document.text(node);
  if (document.node(node).quoted) return text;
  PlainReading reading = read_plain(text);
  const bool holds = reading.type == Plain::null || !reading.value.is_null();
  return reading.type == Plain::text || !holds ? Value(text) : std::move(reading.value);
}

}  // namespace

// The depth is the parser's budget, 64.
Value value_of(const Document& document, NodeIndex node) {
  switch (document.kind(node)) {
    case NodeKind::null:
      return nullptr;
    case NodeKind::scalar:
      return scalar_of(document, node);
    case NodeKind::sequence: {
      Value list = Value::array();
      for (const NodeIndex child : Children(document, node)) list.push_back(value_of(document, child));
      return list;
    }
    case NodeKind::map: {
      Value map = Value::object();
      for (const NodeIndex child : Children(document, node)) {
        map[std::string(document.key(child))] = value_of(document, child);
      }
      return map;
    }
  }
  return nullptr;
}

Result<Value> read_yaml(std::string name, std::string text) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) return Value();
  TRIMTAB_TRY(Source source, make_source(std::move(name), {}, std::move(text)));
  Document document;
  const std::vector<std::string> files{source.name};
  const std::uint16_t index = document.add_source(std::move(source));
  Findings findings;
  TRIMTAB_TRY(const NodeIndex root, parse_yaml(document, index, findings));
  if (!findings.empty()) return std::unexpected(std::move(findings).error(files));
  return value_of(document, root);
}

}  // namespace trimtab
