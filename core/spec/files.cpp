#include "core/spec/files.h"

#include <fmt/format.h>

#include "core/spec/codes.h"
#include "core/yaml/codes.h"

namespace trimtab {

Result<std::string> read_through_links(const Disk& disk, Path path, std::uint64_t limit) {
  constexpr int max_links = 40;
  for (int link = 0; link < max_links; ++link) {
    TRIMTAB_TRY(const auto status, disk.status(path));
    if (!status) return fail(Errc::invalid, code::unreadable, fmt::format("{} does not exist", path.string()));
    if (status->kind == FileKind::regular) return disk.read(path, limit);
    if (status->kind != FileKind::symlink)
      return fail(Errc::invalid, code::unreadable, fmt::format("{} is not a file", path.string()));
    TRIMTAB_TRY(const std::string target, disk.read_link(path));
    path = (path.parent_path() / target).lexically_normal();
  }
  return fail(Errc::invalid, code::unreadable, fmt::format("{}: too many links", path.string()));
}

}  // namespace trimtab
