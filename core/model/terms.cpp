#include "core/model/terms.h"

namespace trimtab {

void keep_only(Terms& terms, const Value& components) {
  const auto is_other = [&components](const auto& term) { return !components.contains(term.first); };
  std::erase_if(terms.on_failure, is_other);
  std::erase_if(terms.budgets, is_other);
}

void to_json(Value& json, const Terms& terms) {
  json["on_failure"] = terms.on_failure;
  json["budgets"] = terms.budgets;
}

void from_json(const Value& json, Terms& terms) {
  json.at("on_failure").get_to(terms.on_failure);
  json.at("budgets").get_to(terms.budgets);
}

}  // namespace trimtab
