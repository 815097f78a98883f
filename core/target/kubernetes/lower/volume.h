#pragma once

#include <string>

#include "core/target/kubernetes/lower/scene.h"

namespace trimtab {

/// The claim by which pods mount a volume: ours, or one that somebody made.
[[nodiscard]] std::string claim_name(const Resource& volume, const KubeScene& scene);
/// Whether nobody may write through it.
[[nodiscard]] bool is_read_only(const Resource& volume);

}  // namespace trimtab
