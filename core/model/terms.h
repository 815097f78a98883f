#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/model/value.h"

namespace trimtab {

/// On what terms components are changed: what was said beside their specs. Of components that take the defaults,
/// nothing.
struct Terms {
  std::map<std::string, std::string> on_failure;  ///< component → "hold" where it is not rollback
  std::map<std::string, std::int64_t> budgets;    ///< component → seconds its changes may take together

  bool operator==(const Terms&) const = default;
};

/// Forgets those of components that are not members of this object.
void keep_only(Terms& terms, const Value& components);

void to_json(Value& json, const Terms& terms);
/// Throws as other values do where one of the two is missing.
void from_json(const Value& json, Terms& terms);

}  // namespace trimtab
