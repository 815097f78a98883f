#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/model/object.h"
#include "core/support/disk.h"
#include "core/target/kubernetes/settings.h"

namespace trimtab {

/// A manifest, or why there is none, with what it is in words.
struct Rendered {
  std::string comment;  ///< lines without "#"
  Value manifest;       ///< null: there is only something to say
};

/// The manifests of a stack in the order in which they are applied, namespaces first. Secrets are named with their
/// keys and where their values are; the values themselves are in the cluster and nowhere else.
[[nodiscard]] Result<std::vector<Rendered>> rendered(std::span<const Object> objects,
                                                     const KubernetesSettings& settings, const Disk& disk);

}  // namespace trimtab
