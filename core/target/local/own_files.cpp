#include "core/target/local/own_files.h"

namespace trimtab {
namespace {

std::unexpected<Error> refused(const Path& path, const std::string& what) {
  return fail(Errc::refused, "E0755", path.native() + " " + what + ", and was not made by trimtab", "move it away");
}

}  // namespace

Result<bool> has_own_file(const LocalSite& site, const Path& path) {
  TRIMTAB_TRY(const auto found, site.seams.disk.status(path));
  if (!found) return false;
  if (found->kind == FileKind::symlink) return refused(path, "is a symbolic link");
  if (found->kind != FileKind::regular) return refused(path, "is not a file");
  if (found->links > 1) return refused(path, "has more than one name");
  if (found->uid != site.settings.engine.uid) return refused(path, "belongs to another account");
  return true;
}

Status require_own_directory(const LocalSite& site, const Path& path) {
  TRIMTAB_TRY(const auto found, site.seams.disk.status(path));
  if (!found) return {};
  if (found->kind != FileKind::directory) return refused(path, "is not a directory");
  if (found->uid != site.settings.engine.uid) return refused(path, "belongs to another account");
  return {};
}

Status require_own_files(const LocalSite& site, const Path& directory) {
  TRIMTAB_TRY(const auto found, site.seams.disk.status(directory));
  if (!found) return {};
  TRIMTAB_TRY(const std::vector<std::string> names, site.seams.disk.list(directory));
  for (const std::string& name : names) TRIMTAB_CHECK(has_own_file(site, directory / name));
  return {};
}

Status require_own_links(const LocalSite& site) {
  const Path scan = site.layout.scan();
  TRIMTAB_TRY(const std::vector<std::string> names, site.seams.disk.list(scan));
  for (const std::string& name : names) {
    if (name.starts_with('.')) continue;  // s6-svscan's own, and what it never starts
    TRIMTAB_TRY(const auto found, site.seams.disk.status(scan / name));
    if (!found) continue;
    const bool link = found->kind == FileKind::symlink;
    TRIMTAB_TRY(const Path target, link ? site.seams.disk.read_link(scan / name) : Result<std::string>());
    if (target != Path("../svc") / name) return refused(scan / name, "leads to no service of this stack");
  }
  return {};
}

}  // namespace trimtab
