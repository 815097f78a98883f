#pragma once

#include <string>

#include "core/model/value.h"

namespace trimtab {

/// Tells a directory from one that was made later in its place: inode and time of birth of each path, or "gone".
/// A task that filled a directory is not done when the directory is another one.
[[nodiscard]] std::string identity_of_volumes(const Value& paths);

}  // namespace trimtab
