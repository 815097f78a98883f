#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/model/value.h"
#include "core/support/error.h"

namespace trimtab {

/// One way in which a value breaks its schema.
struct SchemaProblem {
  enum class Rule { missing, unknown_key, minimum, maximum, pattern, length, count, other };
  std::string pointer;  ///< JSON pointer of the value that breaks it
  Rule rule = Rule::other;
  std::string key;   ///< the key that is missing or not known
  std::string text;  ///< the checker's own words

  bool operator==(const SchemaProblem&) const = default;
};

/// A JSON Schema (draft-07) compiled once, to check many values. Not for two threads at the same time.
class SchemaCheck {
 public:
  SchemaCheck(SchemaCheck&&) noexcept;
  SchemaCheck& operator=(SchemaCheck&&) noexcept;
  ~SchemaCheck();
  [[nodiscard]] static Result<SchemaCheck> compile(const Value& schema);

  /// Innermost causes only; empty when the value is valid.
  [[nodiscard]] std::vector<SchemaProblem> check(const Value& value) const;

 private:
  struct Compiled;
  explicit SchemaCheck(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace trimtab
