#pragma once

#include <string>
#include <vector>

#include "core/support/disk.h"

namespace trimtab {

/// A directory's content as one digest: paths, kinds, whether executable, and what files hold and links say.
struct TreeDigest {
  std::string digest;
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
  std::vector<std::string> paths;  ///< of its files, below the root, in the order in which they were met
  std::string link;                ///< the path of one link, where there is one
};

/// What tools leave behind in a directory of sources is no part of it: `.git`, `__pycache__`.
[[nodiscard]] bool is_ignored_in_trees(std::string_view name);
[[nodiscard]] Result<TreeDigest> digest_of_tree(const Disk& disk, const Path& root);
/// Removes what is ignored from a copy.
[[nodiscard]] Status remove_ignored(Disk& disk, const Path& root);

}  // namespace trimtab
