#include "core/spec/claims.h"

#include <algorithm>

#include "core/spec/defaults.h"

namespace trimtab {
namespace {

std::string dotted(std::string pointer) {
  pointer.erase(0, 1);
  std::ranges::replace(pointer, '/', '.');
  return pointer;
}

class ClaimWalk {
 public:
  ClaimWalk(const std::string& component, std::vector<SpecClaim>& found) : component_(component), found_(found) {}

  void walk(const Value& value, const Shape& shape, const std::string& pointer) {
    const Shape* form = chosen_form(shape, value);
    if (form == nullptr || form->secret) return;
    if (!form->claim.empty() && (value.is_string() || (value.is_object() && value.contains("from")))) {
      take(value, *form, pointer);
    } else if (value.is_object()) {
      for (const auto& [key, each] : value.items()) {
        if (const Shape* property = form->property(key)) walk(each, *property, pointer_to(pointer, key));
      }
    } else if (value.is_array() && form->items != nullptr) {
      for (std::size_t i = 0; i < value.size(); ++i) walk(value[i], *form->items, pointer_to(pointer, i));
    }
  }

 private:
  void take(const Value& value, const Shape& shape, const std::string& pointer) {
    SpecClaim claim{component_, dotted(pointer), pointer, shape.claim, {}, Value::object()};
    if (value.is_string()) {
      claim.provider = value.get<std::string>();
    } else {
      claim.provider = value.at("from").get<std::string>();
      claim.parameters = value;
      claim.parameters.erase("from");
    }
    found_.push_back(std::move(claim));
  }

  const std::string& component_;
  std::vector<SpecClaim>& found_;
};

}  // namespace

std::vector<SpecClaim> written_claims(const std::string& component, const Value& spec, const Shape& shape) {
  std::vector<SpecClaim> found;
  ClaimWalk(component, found).walk(spec, shape, "");
  return found;
}

Result<std::vector<SpecClaim>> claims_of(const Stack& stack, KindSchemas& kinds) {
  std::map<std::string_view, const Component*> components;
  for (const Component& component : stack.components) components.emplace(component.name, &component);
  std::vector<SpecClaim> claims;
  for (const Component& component : stack.components) {
    TRIMTAB_TRY(const Kind* const kind, kinds.named(component.kind));
    TRIMTAB_TRY(const CompiledSchema* const schema, kinds.spec_of(*kind));
    for (SpecClaim& claim : written_claims(component.name, component.spec, schema->shape())) {
      const auto provider = components.find(claim.provider);
      if (provider == components.end()) continue;  // load_stack refuses it; a hand-made stack may hold one
      TRIMTAB_TRY(const Kind* const offering, kinds.named(provider->second->kind));
      if (const Capability* capability = offering->offer(claim.capability)) {
        TRIMTAB_TRY(const CompiledSchema* const parameters, kinds.claim_of(*offering, *capability));
        fill_defaults(parameters->shape(), claim.parameters, Value::object());
      }
      claims.push_back(std::move(claim));
    }
  }
  return claims;
}

}  // namespace trimtab
