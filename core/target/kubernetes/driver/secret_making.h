#pragma once

#include <map>
#include <string>

#include "core/target/kubernetes/site.h"

namespace trimtab {

/// All values of one version of a secret, by key. Generated values of `before` whose definition is the same are taken
/// over: they change only when asked to. Lives no longer than the call that sends them.
[[nodiscard]] Result<std::map<std::string, std::string>> secret_values(const KubernetesSite& site,
                                                                       const Object& desired, const Object* before);

}  // namespace trimtab
