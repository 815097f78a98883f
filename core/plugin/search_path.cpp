#include "core/plugin/search_path.h"

#include <algorithm>

#include "core/support/text.h"

namespace trimtab {

std::vector<PluginDirectory> plugin_directories(const SearchPath& search) {
  std::vector<PluginDirectory> list;
  const auto add = [&](const Path& path, bool required) {
    std::error_code problem;
    Path real = std::filesystem::weakly_canonical(std::filesystem::absolute(path), problem);
    if (problem) real = std::filesystem::absolute(path);
    const bool known =
        std::any_of(list.begin(), list.end(), [&](const PluginDirectory& one) { return one.path == real; });
    if (!known) list.push_back({std::move(real), required});
  };
  for (const Path& path : search.named) add(path, true);
  for (const std::string& path : split(search.variable, ':')) {
    if (!path.empty()) add(path, true);
  }
  if (!search.executable.empty()) {
    const Path prefix = search.executable.parent_path().parent_path();
    add(prefix / "plugins", false);
    add(prefix / TRIMTAB_INSTALL_PLUGIN_DIR, false);
  }
  return list;
}

}  // namespace trimtab
