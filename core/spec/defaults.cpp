#include "core/spec/defaults.h"

#include "core/spec/target_blocks.h"

namespace trimtab {
namespace {

Value merged_blocks(Value outer, const Value& inner) {
  if (!outer.is_object() || !inner.is_object()) return inner;
  for (const auto& [key, each] : inner.items())
    outer[key] = outer.contains(key) ? merged_blocks(outer[key], each) : each;
  return outer;
}

/// Gives the value the blocks from outside; returns what of its blocks goes on to those below.
Value take_blocks(Value& value, const Value& blocks) {
  Value below = Value::object();
  for (const char* name : {"local", "kubernetes"}) {
    const auto outer = blocks.find(name);
    const auto own = value.find(name);
    if (outer != blocks.end() && !outer->empty())
      value[name] = own == value.end() ? *outer : merged_blocks(*outer, *own);
    if (const auto both = value.find(name); both != value.end()) below[name] = inherited_part(name, *both);
  }
  return below;
}

}  // namespace

Value overlaid(const Shape& shape, Value base, const Value& over) {
  if (!base.is_object() || !over.is_object() || shape.one_of || shape.secret) return over;
  for (const auto& [key, each] : over.items()) {
    const Shape* property = shape.property(key);
    static const Shape anything;
    base[key] = base.contains(key) ? overlaid(property == nullptr ? anything : *property, base[key], each) : each;
  }
  return base;
}

void fill_defaults(const Shape& shape, Value& value, const Value& blocks) {
  const Shape* form = chosen_form(shape, value);
  if (form == nullptr || form->secret || form->opaque) return;
  if (value.is_array() && form->items != nullptr) {
    for (Value& each : value) fill_defaults(*form->items, each, blocks);
  }
  if (!value.is_object() || (!form->claim.empty() && value.contains("from"))) return;
  const Value below = form->block ? take_blocks(value, blocks) : Value();
  const Value& handed_down = form->block ? below : blocks;
  for (const auto& [key, property] : form->properties) {
    if (property->fallback != nullptr && !value.contains(key)) value[key] = *property->fallback;
  }
  for (const auto& [key, each] : value.items()) {
    if (const Shape* property = form->property(key)) fill_defaults(*property, each, handed_down);
  }
}

}  // namespace trimtab
