#include "core/spec/shape.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/spec/codes.h"

namespace trimtab {
namespace {

// A schema whose alternatives refer to themselves would never end.
constexpr int max_absorbed = 32;

std::uint8_t type_bit(const std::string& name) {
  if (name == "string") return type::string;
  if (name == "integer") return type::integer;
  if (name == "number") return type::number | type::integer;
  if (name == "boolean") return type::boolean;
  if (name == "object") return type::object;
  if (name == "array") return type::array;
  return name == "null" ? type::null : std::uint8_t{0};
}

std::uint8_t types_of(const Value& schema) {
  std::uint8_t bits = 0;
  if (const auto types = schema.find("type"); types != schema.end()) {
    for (const Value& each : types->is_array() ? *types : Value::array({*types}))
      bits |= type_bit(each.is_string() ? each.get<std::string>() : std::string());
  } else if (schema.contains("properties")) {
    bits = type::object;
  } else if (schema.contains("items")) {
    bits = type::array;
  } else if (const auto words = schema.find("enum"); words != schema.end() && words->is_array()) {
    for (const Value& word : *words) {
      bits |= word.is_string() ? type::string : word.is_boolean() ? type::boolean : word.is_number() ? type::number : 0;
      if (word.is_number_integer()) bits |= type::integer;
    }
  }
  return bits;
}

bool flag(const Value& schema, const char* name) {
  const auto found = schema.find(name);
  return found != schema.end() && (!found->is_boolean() || found->get<bool>());
}

/// Whether an alternative says more than which keys must be there.
bool is_structural(const Value& schema) {
  static constexpr const char* says[] = {
      "type",  "properties", "items", "enum",  "additionalProperties", "$ref",
      "oneOf", "anyOf",      "allOf", "const", "x-trimtab-claim",      "x-trimtab-secret"};
  return schema.is_object() && std::ranges::any_of(says, [&](const char* key) { return schema.contains(key); });
}

void absorb_marks(Shape& shape, const Value& schema) {
  if (const auto claim = schema.find("x-trimtab-claim"); claim != schema.end() && claim->is_string())
    shape.claim = claim->get<std::string>();
  shape.secret = shape.secret || flag(schema, "x-trimtab-secret");
  shape.path = shape.path || flag(schema, "x-trimtab-path");
  shape.duration = shape.duration || flag(schema, "x-trimtab-duration");
  shape.size = shape.size || flag(schema, "x-trimtab-size");
  shape.block = shape.block || flag(schema, "x-trimtab-block");
  shape.one_of = shape.one_of || flag(schema, "x-trimtab-one-of");
  shape.opaque = shape.opaque || flag(schema, "x-trimtab-opaque");
}

void absorb_values(Shape& shape, const Value& schema) {
  const std::uint8_t types = types_of(schema);
  shape.types = shape.types == 0 || types == 0 ? shape.types | types : shape.types & types;
  if (const auto words = schema.find("enum"); words != schema.end()) shape.words = &*words;
  if (const auto fallback = schema.find("default"); fallback != schema.end()) shape.fallback = &*fallback;
  if (const auto minimum = schema.find("minimum"); minimum != schema.end()) shape.minimum = minimum->get<double>();
  if (const auto maximum = schema.find("maximum"); maximum != schema.end()) shape.maximum = maximum->get<double>();
  shape.has_pattern = shape.has_pattern || schema.contains("pattern");
}

Likeness likeness_of(const Value& value) {
  Likeness likeness;
  switch (value.type()) {
    case Value::value_t::object:
      likeness.types = type::object;
      likeness.has_key = [&value](std::string_view key) { return value.contains(key); };
      likeness.keys = value.size();
      break;
    case Value::value_t::array:
      likeness.types = type::array;
      break;
    case Value::value_t::boolean:
      likeness.types = type::boolean;
      break;
    case Value::value_t::number_integer:
    case Value::value_t::number_unsigned:
      likeness.types = type::integer | type::number;
      break;
    case Value::value_t::number_float:
      likeness.types = type::number;
      break;
    case Value::value_t::string:
      likeness.types = type::string;
      likeness.text = value.get_ref<const std::string&>();
      break;
    default:
      likeness.types = type::null;
      break;
  }
  return likeness;
}

int score(const Shape& form, const Likeness& likeness) {
  int points = 0;
  if (likeness.has_key) {
    std::size_t known = 0;
    for (const auto& [key, shape] : form.properties) known += likeness.has_key(key) ? 1 : 0;
    points += static_cast<int>(10 * known);
    if (form.others != Shape::Others::allowed)
      points -= static_cast<int>(likeness.keys - std::min(likeness.keys, known));
    if (!form.claim.empty() && likeness.has_key("from")) points += 100;
    return points;
  }
  if (form.words != nullptr && std::ranges::find(*form.words, Value(likeness.text)) != form.words->end()) points += 20;
  // A number that was written as one stays one where it may.
  if ((likeness.types & type::scalar) != type::string && !form.accepts(type::string)) points += 5;
  return points;
}

}  // namespace

std::vector<std::string> Shape::keys() const {
  std::vector<std::string> keys;
  for (const auto& [key, property] : properties) keys.push_back(key);
  return keys;
}

const Shape* Shape::property(std::string_view key) const {
  const auto found = properties.find(key);
  if (found != properties.end()) return found->second;
  return others == Others::shaped ? other : nullptr;
}

const Shape* chosen_form(const Shape& shape, const Likeness& likeness) {
  if (shape.forms.empty()) return &shape;
  const Shape* best = nullptr;
  int best_score = 0;
  for (const Shape* form : shape.forms) {
    if (!form->accepts(likeness.types)) continue;
    const int points = score(*form, likeness);
    if (best == nullptr || points > best_score) {
      best = form;
      best_score = points;
    }
  }
  return best;
}

const Shape* chosen_form(const Shape& shape, const Value& value) {
  return shape.forms.empty() ? &shape : chosen_form(shape, likeness_of(value));
}

Result<const Shape*> ShapeSet::compile(const Value& schema) {
  root_ = &schema;
  try {
    return shape_of(schema);
  } catch (const Value::exception& exception) {
    return fail(Errc::invalid, code::kind_schema, fmt::format("the schema is malformed: {}", exception.what()));
  }
}

Result<const Value*> ShapeSet::resolved(const Value& schema) const {
  const Value* current = &schema;
  for (int step = 0; current->is_object() && current->contains("$ref"); ++step) {
    const auto reference = current->at("$ref").get<std::string>();
    if (!reference.starts_with('#') || step > max_absorbed)
      return fail(Errc::invalid, code::kind_schema, fmt::format("$ref \"{}\" leads nowhere", reference));
    const Value::json_pointer pointer(reference.substr(1));
    if (!root_->contains(pointer))
      return fail(Errc::invalid, code::kind_schema, fmt::format("$ref \"{}\" names nothing in the schema", reference));
    current = &root_->at(pointer);
  }
  return current;
}

Result<const Shape*> ShapeSet::shape_of(const Value& schema) {
  if (const auto found = known_.find(&schema); found != known_.end()) return found->second;
  Shape& shape = shapes_.emplace_back();
  known_[&schema] = &shape;  // before its members: a schema may contain itself
  shape.schema = &schema;
  TRIMTAB_CHECK(absorb(shape, schema, 0));
  TRIMTAB_CHECK(add_forms(shape, schema, schema, 0));
  return &shape;
}

/// Adds what a schema says of the value itself and of its members; alternatives are left out.
Status ShapeSet::absorb(Shape& shape, const Value& written, int depth) {
  if (depth > max_absorbed) return fail(Errc::invalid, code::kind_schema, "the schema contains itself without end");
  TRIMTAB_TRY(const Value* const schema, resolved(written));
  if (!schema->is_object()) return {};
  absorb_values(shape, *schema);
  absorb_marks(shape, *schema);
  // Marks and a default may stand beside a $ref.
  if (schema != &written) {
    absorb_marks(shape, written);
    if (const auto fallback = written.find("default"); fallback != written.end()) shape.fallback = &*fallback;
  }
  TRIMTAB_CHECK(absorb_members(shape, *schema));
  if (const auto all = schema->find("allOf"); all != schema->end()) {
    for (const Value& each : *all) TRIMTAB_CHECK(absorb(shape, each, depth + 1));
  }
  return {};
}

Status ShapeSet::absorb_members(Shape& shape, const Value& schema) {
  if (const auto properties = schema.find("properties"); properties != schema.end()) {
    for (const auto& [key, each] : properties->items()) {
      TRIMTAB_TRY(const Shape* const property, shape_of(each));
      shape.properties.try_emplace(key, property);
    }
  }
  if (const auto others = schema.find("additionalProperties"); others != schema.end()) {
    if (others->is_boolean()) {
      shape.others = others->get<bool>() ? Shape::Others::allowed : Shape::Others::forbidden;
    } else {
      TRIMTAB_TRY(shape.other, shape_of(*others));
      shape.others = Shape::Others::shaped;
    }
  }
  if (const auto items = schema.find("items"); items != schema.end() && items->is_object()) {
    TRIMTAB_TRY(shape.items, shape_of(*items));
  }
  return {};
}

/// Every alternative that says how a value looks becomes a form: the alternative and all of `base` around it.
Status ShapeSet::add_forms(Shape& shape, const Value& base, const Value& written, int depth) {
  if (depth > max_absorbed) return fail(Errc::invalid, code::kind_schema, "the schema contains itself without end");
  TRIMTAB_TRY(const Value* const schema, resolved(written));
  if (!schema->is_object()) return {};
  for (const char* keyword : {"oneOf", "anyOf"}) {
    const auto alternatives = schema->find(keyword);
    if (alternatives == schema->end()) continue;
    for (const Value& alternative : *alternatives) {
      if (!is_structural(alternative)) continue;
      TRIMTAB_TRY(const Value* const target, resolved(alternative));
      if (target->contains("oneOf") || target->contains("anyOf")) {
        TRIMTAB_CHECK(add_forms(shape, base, alternative, depth + 1));
        continue;
      }
      Shape& form = shapes_.emplace_back();
      form.schema = target;
      TRIMTAB_CHECK(absorb(form, base, 0));
      form.fallback = nullptr;
      TRIMTAB_CHECK(absorb(form, alternative, 0));
      shape.forms.push_back(&form);
      shape.one_of = true;
    }
  }
  return {};
}

std::string types_text(std::uint8_t types) {
  if (types == 0) return "a value";
  if ((types & type::number) != 0) types &= static_cast<std::uint8_t>(~type::integer);
  static constexpr std::pair<std::uint8_t, const char*> names[] = {
      {type::string, "text"},           {type::integer, "an integer"}, {type::number, "a number"},
      {type::boolean, "true or false"}, {type::object, "a map"},       {type::array, "a list"},
      {type::null, "nothing"}};
  std::string text;
  for (const auto& [bit, name] : names) {
    if ((types & bit) == 0) continue;
    if (!text.empty()) text += " or ";
    text += name;
  }
  return text;
}

}  // namespace trimtab
