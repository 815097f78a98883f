#include "core/target/local/temporaries.h"

#include <array>

namespace trimtab {
namespace {

constexpr std::array<std::string_view, 6> written_by_the_engine{"private", "run",   "config",
                                                                "trees",   "tasks", "supervise"};
// run/C/N/vV, tasks/C/N/RUN, trees/C/N/versions: the deepest directories it makes files or directories in. Below stands
// what others made.
constexpr int deepest = 3;

Status clean(Disk& disk, const Path& directory, int depth, bool drafts) {
  TRIMTAB_TRY(const std::vector<std::string> names, disk.list(directory));
  for (const std::string& name : names) {
    TRIMTAB_TRY(const auto found, disk.status(directory / name));
    if (!found) continue;
    const bool is_directory = found->kind == FileKind::directory;
    const bool half_made = name.starts_with(temporary_prefix) || (drafts && is_directory && name.starts_with('.'));
    if (half_made) {
      TRIMTAB_CHECK(is_directory ? disk.remove_tree(directory / name) : disk.remove_file(directory / name));
    } else if (is_directory && depth > 0) {
      TRIMTAB_CHECK(clean(disk, directory / name, depth - 1, drafts));
    }
  }
  return {};
}

}  // namespace

Status remove_temporaries(Disk& disk, const Path& directory) { return clean(disk, directory, 0, false); }

Status remove_half_made(const LocalSite& site) {
  for (const std::string_view top : written_by_the_engine) {
    const Path directory = site.layout.root() / top;
    TRIMTAB_TRY(const auto found, site.seams.disk.status(directory));
    if (found) TRIMTAB_CHECK(clean(site.seams.disk, directory, deepest, top == "run"));
  }
  return {};
}

}  // namespace trimtab
