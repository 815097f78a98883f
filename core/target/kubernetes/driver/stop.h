#pragma once

#include "core/target/driver.h"
#include "core/target/kubernetes/site.h"

namespace trimtab {

/// Takes what runs down to no pod and waits until the last one has ended, draining as it always does: what has to be
/// down for a task. Other objects do not run, and nothing happens to them.
[[nodiscard]] Status stop_pods(const KubernetesSite& site, const Effect& effect);

}  // namespace trimtab
