#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/value.h"
#include "core/plugin/schema_node.h"
#include "core/support/error.h"

namespace trimtab {

/// One place of a value that does not fit.
struct Misfit {
  std::string pointer;
  std::string what;  ///< `unknown member "comand" (did you mean "command"?)`

  bool operator==(const Misfit&) const = default;
};

/// A JSON Schema made ready for many checks. It knows the part of draft-07 that messages use: types, const, enum,
/// limits, pattern, items, properties, required, additionalProperties, propertyNames, allOf, anyOf, oneOf, not,
/// if/then/else and $ref; other words are annotations. Specs of users are checked by the spec layer, not here.
class CheckedSchema {
 public:
  /// The schema a relative $ref names ("output.json"), or null.
  using Lookup = std::function<const Value*(const std::string& name)>;

  [[nodiscard]] static Result<CheckedSchema> compile(const Value& schema, const Lookup& lookup);

  /// What does not fit, at most 20 places, in the order of the value.
  [[nodiscard]] std::vector<Misfit> check(const Value& value) const;

 private:
  std::unique_ptr<std::deque<SchemaNode>> nodes_;  // a deque: nodes never move
  const SchemaNode* root_ = nullptr;
};

}  // namespace trimtab
