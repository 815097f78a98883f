#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/model/kind.h"
#include "core/model/stack.h"
#include "core/spec/kind_schema.h"

namespace trimtab {

/// A component asks another for a capability: what stands at a property that the schema marks as a claim.
struct SpecClaim {
  std::string component;  ///< who claims
  std::string property;   ///< path of the property, joined by dots: "database", "workers.volume"
  std::string pointer;    ///< the same as JSON pointer into the spec
  std::string capability;
  std::string provider;                ///< component that is claimed
  Value parameters = Value::object();  ///< beside `from`, with the provider's defaults filled in

  /// "airflow/database"
  [[nodiscard]] std::string id() const { return component + "/" + property; }
  bool operator==(const SpecClaim&) const = default;
};

/// The claims of a spec that load_stack has checked, in the order of their pointers. Parameters are as written.
[[nodiscard]] std::vector<SpecClaim> written_claims(const std::string& component, const Value& spec,
                                                    const Shape& shape);

/// All claims of a stack that load_stack returned, component by component.
[[nodiscard]] Result<std::vector<SpecClaim>> claims_of(const Stack& stack, KindSchemas& kinds);

}  // namespace trimtab
