#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/model/value.h"

namespace trimtab {

/// A field anywhere below an object, or what stands for it where there is none or it is of another type.
[[nodiscard]] std::int64_t number_at(const Value& object, const char* pointer, std::int64_t otherwise = 0);
[[nodiscard]] std::string text_at(const Value& object, const char* pointer, const std::string& otherwise = {});
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
