#include "core/compile/claims.h"

#include <fmt/format.h>

namespace trimtab {
namespace {

class Search {
 public:
  Search(const Component& component, std::vector<Claim>& found) : component_(component), found_(found) {}

  void in(const Shape& declared, const Value& value, const std::string& path, const std::string& pointer) {
    if (!declared.claim.empty() && add(declared.claim, value, path, pointer)) return;
    const Shape* shape = chosen_form(declared, value);
    if (shape == nullptr) return;
    if (shape != &declared && !shape->claim.empty() && add(shape->claim, value, path, pointer)) return;
    if (value.is_object()) {
      for (const auto& [key, member] : value.items()) {
        const Shape* inner = shape->property(key);
        if (inner != nullptr) in(*inner, member, path.empty() ? key : path + "." + key, pointer_to(pointer, key));
      }
    } else if (value.is_array() && shape->items != nullptr) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        in(*shape->items, value[i], path + "." + std::to_string(i), pointer_to(pointer, i));
      }
    }
  }

 private:
  /// False when another form of the property is meant: an object without `from`.
  bool add(const std::string& capability, const Value& value, const std::string& path, const std::string& pointer) {
    Claim claim{component_.name, path, pointer, capability, {}, Value::object()};
    if (value.is_string()) {
      claim.provider = value.get<std::string>();
    } else if (value.is_object() && value.contains("from") && value.at("from").is_string()) {
      claim.provider = value.at("from").get<std::string>();
      claim.pointer = pointer_to(pointer, std::string_view("from"));
      claim.parameters = value;
      claim.parameters.erase("from");
    } else {
      return false;
    }
    found_.push_back(std::move(claim));
    return true;
  }

  const Component& component_;
  std::vector<Claim>& found_;
};

}  // namespace

Result<KnownStack> KnownStack::of(const Stack& stack, const KindSchemas& schemas) {
  KnownStack known{stack, {}};
  known.kinds.reserve(stack.components.size());
  for (const Component& component : stack.components) {
    TRIMTAB_TRY(const Kind* kind, schemas.named(component.kind));
    known.kinds.push_back(kind);
  }
  return known;
}

Result<std::vector<Claim>> claims_of(const KnownStack& known, KindSchemas& schemas) {
  std::vector<Claim> claims;
  for (std::size_t i = 0; i < known.kinds.size(); ++i) {
    TRIMTAB_TRY(const CompiledSchema* schema, schemas.spec_of(*known.kinds[i]));
    const Component& component = known.stack.components[i];
    Search(component, claims).in(schema->shape(), component.spec, "", "");
  }
  return claims;
}

}  // namespace trimtab
