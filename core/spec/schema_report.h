#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/spec/kind_schema.h"
#include "core/yaml/findings.h"

namespace trimtab {

/// How the breaches of a schema become messages about one value.
struct SchemaReport {
  const CompiledSchema& schema;
  std::string owner;   ///< "airflow"; empty for the stack's own fields
  std::string inside;  ///< what the root is called: "spec"
  std::string plugin;  ///< for the next command; may be empty
  /// The place of a pointer; of its key when the flag is set.
  std::function<std::optional<Position>(const std::string& pointer, bool of_key)> place;
  /// `no component of this stack offers a …`, for a claim that is missing.
  std::function<std::string(const std::string& capability)> offers;
  /// The first component that could be claimed, or empty.
  std::function<std::string(const std::string& capability)> candidate;
  /// Path of the value inside the owner, joined by dots; empty when the value is the owner's whole spec.
  std::string path = {};

  /// Checks the value; what lies at or under a pointer in `known` was complained about already.
  void check(const Value& value, const std::vector<std::string>& known, Findings& findings) const;

 private:
  [[nodiscard]] Diagnostic diagnostic(const SchemaProblem& problem, const Value& value) const;
  [[nodiscard]] Diagnostic missing(const SchemaProblem& problem, const Value& value, const Shape* shape) const;
  [[nodiscard]] std::string name_of(const std::string& pointer, const Value& value) const;
};

}  // namespace trimtab
