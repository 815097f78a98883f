#pragma once

#include <string>
#include <vector>

#include "core/support/disk.h"

namespace trimtab {

/// Where plugins are looked for, in this order; a directory named twice counts once.
struct SearchPath {
  std::vector<Path> named;  ///< --plugin-dir; must exist
  std::string variable;     ///< TRIMTAB_PLUGIN_PATH, separated by colons; must exist
  Path executable;          ///< for ../plugins (build tree) and ../lib/trimtab/plugins (install tree)
};

struct PluginDirectory {
  Path path;
  bool required = false;  ///< the user named it: not to find it is an error
};

[[nodiscard]] std::vector<PluginDirectory> plugin_directories(const SearchPath& search);

}  // namespace trimtab
