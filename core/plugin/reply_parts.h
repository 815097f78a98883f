#pragma once

#include <string>
#include <vector>

#include "core/model/value.h"
#include "core/plugin/messages.h"

namespace trimtab {

/// Parts that several replies share. All of them expect values that their schema has accepted.
[[nodiscard]] Diagnostic diagnostic_of(const Value& value);
[[nodiscard]] std::vector<ComponentDiagnostic> diagnostics_of(const Value& reply, const std::string& component);
/// Texts of a list that may be absent.
[[nodiscard]] std::vector<std::string> texts_of(const Value& object, const char* member);

/// Every component asked for, in order, and no other.
[[nodiscard]] Status check_names(const Value& components, const std::vector<std::string>& asked);

/// One problem of a reply that a schema cannot express.
[[nodiscard]] std::unexpected<Error> misfit(std::string what);

template <class Component>
[[nodiscard]] std::vector<std::string> names_of(const std::vector<Component>& components) {
  std::vector<std::string> names;
  for (const Component& component : components) names.push_back(component.name);
  return names;
}

}  // namespace trimtab
