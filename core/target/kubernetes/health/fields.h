#pragma once

#include <string>

#include "core/model/value_fields.h"

namespace trimtab {

/// Whether there is such a field, and it is not null.
[[nodiscard]] bool has(const Value& object, const char* pointer);

/// One entry of `status.conditions`.
struct Condition {
  std::string status;  ///< "True", "False", "Unknown"; empty: there is no such condition
  std::string reason;
  std::string message;

  [[nodiscard]] bool is(const char* value) const { return status == value; }
  /// "ProgressDeadlineExceeded: …", as much of it as there is.
  [[nodiscard]] std::string text() const;
};
[[nodiscard]] Condition condition(const Value& object, const char* type);

}  // namespace trimtab
