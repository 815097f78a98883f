#include "core/plugin/plugin_file.h"

#include <fmt/format.h>
#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <system_error>

#include "core/plugin/elf_check.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

/// A group of one: many distributions give each account its own and let it write.
bool is_private_group(gid_t gid, uid_t uid) {
  std::array<char, 4096> buffer{};
  std::array<char, 4096> more{};
  group entry{};
  group* found = nullptr;
  if (getgrgid_r(gid, &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr) return false;
  passwd account{};
  passwd* owner = nullptr;
  if (getpwuid_r(uid, &account, more.data(), more.size(), &owner) != 0 || owner == nullptr) return false;
  const std::string name = owner->pw_name;
  if (owner->pw_gid != gid || name != found->gr_name) return false;
  for (char* const* member = found->gr_mem; *member != nullptr; ++member) {
    if (name != *member) return false;
  }
  return true;
}

std::unexpected<Error> unsafe(const Path& path, const std::string& why, const std::string& next) {
  return fail(Errc::refused, "E0203", fmt::format("{} is not loaded: {}", path.string(), why), next);
}

}  // namespace

PluginFiles::PluginFiles(const Disk& disk) : disk_(disk), own_uid_(geteuid()) {}

Status PluginFiles::check_trust(const Path& path, const FileStatus& status) const {
  const std::string quoted = shell_quoted(path.string());
  if (status.uid != 0 && status.uid != own_uid_) {
    return unsafe(path, fmt::format("it belongs to uid {}, neither root nor you (uid {})", status.uid, own_uid_),
                  fmt::format("chown {} {}", own_uid_, quoted));
  }
  const bool shared_directory = status.kind == FileKind::directory && (status.mode & S_ISVTX) != 0;
  if (shared_directory) return {};
  if ((status.mode & S_IWOTH) != 0) return unsafe(path, "every account may write it", "chmod o-w " + quoted);
  if ((status.mode & S_IWGRP) == 0 || status.gid == 0 || is_private_group(status.gid, status.uid)) return {};
  return unsafe(path, fmt::format("the group {} may write it", status.gid), "chmod g-w " + quoted);
}

Status PluginFiles::check_way(const Path& file) const {
  for (Path directory = file.parent_path();; directory = directory.parent_path()) {
    TRIMTAB_TRY(const auto status, disk_.status(directory));
    if (status) TRIMTAB_CHECK(check_trust(directory, *status));
    if (directory == directory.root_path()) return {};
  }
}

Result<Path> PluginFiles::usable(const Path& path) const {
  std::error_code problem;
  const Path folder = std::filesystem::canonical(std::filesystem::absolute(path).parent_path(), problem);
  const Path named = folder / path.filename();
  Path file = problem ? Path() : std::filesystem::canonical(named, problem);
  if (problem) {
    return fail(Errc::unreachable, "E0201", fmt::format("there is no plugin {}: {}", path.string(), problem.message()),
                "check the name, or build the plugin");
  }
  TRIMTAB_TRY(const auto status, disk_.status(file));
  if (!status || status->kind != FileKind::regular) {
    return fail(Errc::invalid, "E0202", file.string() + " is not a regular file", "name the .so file itself");
  }
  TRIMTAB_CHECK(check_trust(file, *status));
  TRIMTAB_CHECK(check_way(file));
  TRIMTAB_CHECK(check_way(named));  // who can change a link on the way chooses the file
  TRIMTAB_CHECK(check_elf(file));
  return file;
}

Status PluginFiles::check_companion(const Path& file) const {
  TRIMTAB_TRY(const auto status, disk_.status(file));
  if (!status || status->kind != FileKind::regular) {
    return fail(Errc::invalid, "E0233", fmt::format("there is no regular file {}", file.string()),
                "install the plugin again");
  }
  TRIMTAB_CHECK(check_trust(file, *status));
  return check_way(file);
}

Result<std::vector<Path>> PluginFiles::in(const Path& directory) const {
  TRIMTAB_TRY(const std::vector<std::string> names, disk_.list(directory));
  std::vector<Path> files;
  for (const std::string& name : names) {
    if (name.ends_with(".so")) files.push_back(directory / name);
  }
  return files;
}

}  // namespace trimtab
