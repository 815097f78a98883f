#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "core/model/object.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace trimtab {

/// How a target reads what a secret is made from.
struct SecretSources {
  /// Another secret's value, where a template's part says so.
  std::function<Result<std::string>(const Value& part)> other;
  /// What the version before has for a key, if it is still there.
  std::function<Result<std::optional<std::string>>(const Object& before, const std::string& key)> earlier;
  /// What is neither generated nor a template.
  std::function<Result<std::string>(const std::string& key, const Value& source)> outside;
};

/// All values of one version of a secret, by key. Generated values of `before` whose definition is the same are taken
/// over: they change only when asked to. Lives no longer than the call that hands them to the target.
[[nodiscard]] Result<std::map<std::string, std::string>> secret_values(const Object& desired, const Object* before,
                                                                       const SecretSources& sources, Random& random);

}  // namespace trimtab
