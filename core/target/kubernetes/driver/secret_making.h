#pragma once

#include "core/target/kubernetes/site.h"

namespace trimtab {

/// `type` and `data` of one version of a secret. Generated values of `before` whose definition is the same are taken
/// over: they change only when asked to. Lives no longer than the call that sends it.
[[nodiscard]] Result<Value> secret_content(const KubernetesSite& site, const Object& desired, const Object* before);

}  // namespace trimtab
