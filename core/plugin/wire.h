#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/model/value.h"
#include "core/plugin/schema_check.h"
#include "core/support/error.h"

namespace trimtab {

/// Every file of core/sdk/schema by name, as text. Made by the build.
[[nodiscard]] const std::map<std::string, std::string_view>& schema_texts();

/// What plugins may reply: each message's schema, ready to check with. Immutable; shared by threads.
class Wire {
 public:
  [[nodiscard]] static Result<Wire> make();

  /// `message` is "expand-reply" and the like. Every place that does not fit is a diagnostic.
  [[nodiscard]] Status check(const std::string& message, const Value& value) const;

 private:
  std::map<std::string, CheckedSchema> schemas_;
};

/// A value checked by a schema, as one error with a diagnostic per place; `where` names a place for people.
[[nodiscard]] Status fitting(const std::vector<Misfit>& misfits,
                             const std::function<std::string(const std::string& pointer)>& where);

}  // namespace trimtab
