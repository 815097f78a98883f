#pragma once

#include "core/target/local/site.h"

namespace trimtab {

/// Removes from the directory what writing in it left when it was cut off. Nobody else may be writing there.
[[nodiscard]] Status remove_temporaries(Disk& disk, const Path& directory);

/// The same for every directory of the stack that the engine writes to, and drafts of secrets. What services and tasks
/// write themselves is not looked at.
[[nodiscard]] Status remove_half_made(const LocalSite& site);

}  // namespace trimtab
