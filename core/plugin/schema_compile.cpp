#include <map>
#include <regex>
#include <stdexcept>
#include <utility>

#include "core/plugin/schema_check.h"

namespace trimtab {
namespace {

unsigned type_named(const std::string& name) {
  static constexpr std::pair<const char*, unsigned> names[] = {
      {"null", type_null},     {"boolean", type_boolean}, {"integer", type_integer}, {"number", type_number},
      {"string", type_string}, {"array", type_array},     {"object", type_object}};
  for (const auto& [word, type] : names) {
    if (name == word) return type;
  }
  throw std::invalid_argument("no type is called \"" + name + "\"");
}

/// Reads keywords into nodes. Throws std::invalid_argument, std::regex_error or a JSON exception; compile() catches.
class Compiler {
 public:
  Compiler(const CheckedSchema::Lookup& lookup, std::deque<SchemaNode>& nodes) : lookup_(lookup), nodes_(nodes) {}

  const SchemaNode* compile(const Value& schema, const Value& document) {
    if (schema.is_boolean()) {
      nodes_.emplace_back().never = !schema.get<bool>();
      return &nodes_.back();
    }
    if (const auto found = schema.find("$ref"); found != schema.end()) return referred(*found, document);
    if (const auto made = made_.find(&schema); made != made_.end()) return made->second;
    SchemaNode& node = nodes_.emplace_back();
    made_[&schema] = &node;  // before its parts, so that a schema may hold itself
    read(schema, document, node);
    return &node;
  }

 private:
  const SchemaNode* referred(const std::string& text, const Value& document) {
    const std::size_t hash = text.find('#');
    const std::string file = text.substr(0, hash);
    const Value* target = file.empty() ? &document : lookup_(file);
    if (target == nullptr) throw std::invalid_argument("$ref to unknown \"" + text + "\"");
    const Value::json_pointer pointer(hash == std::string::npos ? "" : text.substr(hash + 1));
    return compile(target->at(pointer), *target);
  }

  void read(const Value& schema, const Value& document, SchemaNode& node) {
    read_value(schema, node);
    read_object(schema, document, node);
    node.items = part(schema, "items", document);
    limits(schema, "minItems", "maxItems", node.item_count);
    node.all_of = parts(schema, "allOf", document);
    node.any_of = parts(schema, "anyOf", document);
    node.one_of = parts(schema, "oneOf", document);
    node.excluded = part(schema, "not", document);
    node.condition = part(schema, "if", document);
    node.consequence = part(schema, "then", document);
    node.alternative = part(schema, "else", document);
  }

  static void read_value(const Value& schema, SchemaNode& node) {
    if (const auto found = schema.find("type"); found != schema.end()) {
      if (found->is_string()) node.types = type_named(*found);
      for (const Value& one : found->is_array() ? *found : Value::array()) node.types |= type_named(one);
    }
    if (const auto found = schema.find("const"); found != schema.end()) node.constant = *found;
    if (const auto found = schema.find("enum"); found != schema.end()) {
      node.choices.assign(found->begin(), found->end());
    }
    if (const auto found = schema.find("minimum"); found != schema.end()) node.minimum = found->get<double>();
    if (const auto found = schema.find("maximum"); found != schema.end()) node.maximum = found->get<double>();
    if (const auto found = schema.find("pattern"); found != schema.end()) {
      node.pattern.emplace(found->get<std::string>());
    }
    limits(schema, "minLength", "maxLength", node.length);
  }

  void read_object(const Value& schema, const Value& document, SchemaNode& node) {
    if (const auto found = schema.find("properties"); found != schema.end()) {
      for (const auto& [name, property] : found->items()) node.properties[name] = compile(property, document);
    }
    if (const auto found = schema.find("required"); found != schema.end()) {
      node.required = found->get<std::vector<std::string>>();
    }
    node.additional = part(schema, "additionalProperties", document);
    node.names = part(schema, "propertyNames", document);
    limits(schema, "minProperties", "maxProperties", node.property_count);
  }

  const SchemaNode* part(const Value& schema, const char* word, const Value& document) {
    const auto found = schema.find(word);
    return found == schema.end() ? nullptr : compile(*found, document);
  }

  std::vector<const SchemaNode*> parts(const Value& schema, const char* word, const Value& document) {
    std::vector<const SchemaNode*> list;
    const auto found = schema.find(word);
    if (found == schema.end()) return list;
    for (const Value& one : *found) list.push_back(compile(one, document));
    return list;
  }

  static void limits(const Value& schema, const char* least, const char* most, SizeLimits& size) {
    size.least = schema.value(least, size.least);
    size.most = schema.value(most, size.most);
  }

  const CheckedSchema::Lookup& lookup_;
  std::deque<SchemaNode>& nodes_;
  std::map<const Value*, const SchemaNode*> made_;
};

}  // namespace

Result<CheckedSchema> CheckedSchema::compile(const Value& schema, const Lookup& lookup) {
  CheckedSchema made;
  made.nodes_ = std::make_unique<std::deque<SchemaNode>>();
  try {
    made.root_ = Compiler(lookup, *made.nodes_).compile(schema, schema);
  } catch (const std::exception& error) {  // std::regex_error, JSON exceptions and our own
    return fail(Errc::invalid, "E0214", std::string("not a usable JSON Schema: ") + error.what());
  }
  return made;
}

}  // namespace trimtab
