#pragma once

#include <map>
#include <string>

#include "core/model/object.h"
#include "core/target/local/site.h"

namespace trimtab {

/// All values of one version of a secret. Lives no longer than the call that writes them.
struct SecretValues {
  std::map<std::string, std::string> by_key;
  Value outside = Value::object();  ///< for the note: key → source and keyed digest
};

/// Generated values of `before` whose definition is the same are taken over: they change only when asked to.
[[nodiscard]] Result<SecretValues> secret_values(const LocalSite& site, const Object& desired, const Object* before);

}  // namespace trimtab
