#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "core/support/disk_failure.h"
#include "core/support/failpoint.h"
#include "core/support/fork_gate.h"
#include "core/support/system_disk.h"

namespace trimtab {
namespace {

std::string as_proc_path(int file) { return "/proc/self/fd/" + std::to_string(file); }

/// Writes all of it, gives it its access and makes it durable. Returns errno or 0.
int fill(int file, std::string_view content, const Access& access) {
  if (const int problem = TRIMTAB_FAILPOINT_ERRNO("disk.write_temporary")) return problem;
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (const int problem = apply_access(file, access)) return problem;
  if (const int problem = TRIMTAB_FAILPOINT_ERRNO("disk.sync")) return problem;
  return ::fsync(file) == 0 ? 0 : errno;
}

/// Renames within a directory and makes that durable; on failure removes `from`. Returns errno or 0.
int publish(const Place& place, const std::string& from) {
  int problem = TRIMTAB_FAILPOINT_ERRNO("disk.rename");
  if (problem == 0 && ::renameat(place.at(), from.c_str(), place.at(), place.c_str()) == 0)
    return sync_directory(place.at());
  if (problem == 0) problem = errno;
  ::unlinkat(place.at(), from.c_str(), 0);
  return problem;
}

/// What has a second name keeps its access: somebody may have put that name here to have the file opened to them.
bool opens_elsewhere(const struct stat& found, const Access& access) {
  const bool changes = access.uid.value_or(found.st_uid) != found.st_uid ||
                       access.gid.value_or(found.st_gid) != found.st_gid || access.mode != (found.st_mode & 07777U);
  return S_ISREG(found.st_mode) && found.st_nlink > 1 && changes;
}

}  // namespace

int apply_access(int file, const Access& access) {
  struct stat found{};
  if (::fstat(file, &found) != 0) return errno;
  const uid_t uid = access.uid.value_or(found.st_uid);
  const gid_t gid = access.gid.value_or(found.st_gid);
  // By the /proc name: chmod and chown by number refuse descriptors opened with O_PATH.
  const std::string path = as_proc_path(file);
  const bool owner_differs = uid != found.st_uid || gid != found.st_gid;
  if (owner_differs && ::chown(path.c_str(), uid, gid) != 0) return errno;
  // After the owner, because a change of owner takes set-id bits away.
  const bool mode_differs = owner_differs || (found.st_mode & 07777U) != access.mode;
  if (mode_differs && ::chmod(path.c_str(), access.mode) != 0) return errno;
  return 0;
}

std::string SystemDisk::temporary_name() {
  std::string name(temporary_prefix);
  for (const char c : random_->bytes(8)) {
    name += "0123456789abcdef"[static_cast<unsigned char>(c) >> 4];
    name += "0123456789abcdef"[static_cast<unsigned char>(c) & 15];
  }
  return name;
}

Status SystemDisk::write(const Path& path, std::string_view content, const Access& access) {
  const auto place = locate(path);
  if (!place) return walk_failure(Errc::failed, "write", path, place.error());
  const std::string temporary = temporary_name();
  constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const WritesProgram gate = writes_program(access.mode);
  const Descriptor file(::openat(place->at(), temporary.c_str(), flags, 0600));
  if (!file) return change_failure("write", path, errno);
  int problem = fill(file.get(), content, access);
  if (problem != 0) {
    ::unlinkat(place->at(), temporary.c_str(), 0);
  } else {
    problem = publish(*place, temporary);
  }
  if (problem != 0) return change_failure("write", path, problem);
  return {};
}

Status SystemDisk::make_directory(const Path& path, const Access& access) {
  if (const int problem = TRIMTAB_FAILPOINT_ERRNO("disk.make_directory"))
    return change_failure("make the directory", path, problem);
  auto place = locate(path);
  if (!place && place.error().number == ENOENT && path.has_parent_path() && path.parent_path() != path) {
    TRIMTAB_CHECK(make_directory(path.parent_path(), access));
    place = locate(path);
  }
  if (!place) return walk_failure(Errc::failed, "make the directory", path, place.error());
  const bool made = ::mkdirat(place->at(), place->c_str(), 0700) == 0;
  if (!made && errno != EEXIST) return change_failure("make the directory", path, errno);
  const Descriptor directory(::openat(place->at(), place->c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!directory) return change_failure("make the directory", path, errno);
  if (const int problem = apply_access(directory.get(), access))
    return change_failure("make the directory", path, problem);
  if (const int problem = made ? sync_directory(place->at()) : 0)
    return change_failure("make the directory", path, problem);
  return {};
}

Status SystemDisk::set_access(const Path& path, const Access& access) {
  const auto place = locate(path);
  if (!place) return walk_failure(Errc::failed, "change the access of", path, place.error());
  const Descriptor file(::openat(place->at(), place->c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
  struct stat found{};
  if (!file || ::fstat(file.get(), &found) != 0) return change_failure("change the access of", path, errno);
  if (!S_ISREG(found.st_mode) && !S_ISDIR(found.st_mode)) {
    return kind_failure("change the access of", path, "it is " + kind_text(found.st_mode));
  }
  if (opens_elsewhere(found, access)) return kind_failure("change the access of", path, "it has more than one name");
  if (const int problem = apply_access(file.get(), access))
    return change_failure("change the access of", path, problem);
  return {};
}

Status SystemDisk::switch_link(const Path& link, const Path& target) {
  const auto place = locate(link);
  if (!place) return walk_failure(Errc::failed, "switch the link", link, place.error());
  struct stat found{};
  const bool exists = ::fstatat(place->at(), place->c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0;
  if (exists && !S_ISLNK(found.st_mode))
    return kind_failure("switch the link", link, "it is " + kind_text(found.st_mode));
  const std::string temporary = temporary_name();
  if (::symlinkat(target.c_str(), place->at(), temporary.c_str()) != 0) {
    return change_failure("switch the link", link, errno);
  }
  if (const int problem = publish(*place, temporary)) return change_failure("switch the link", link, problem);
  return {};
}

Status SystemDisk::rename(const Path& from, const Path& to) {
  const auto source = locate(from);
  if (!source) return walk_failure(Errc::failed, "rename", from, source.error());
  const auto target = locate(to);
  if (!target) return walk_failure(Errc::failed, "rename to", to, target.error());
  if (::renameat(source->at(), source->c_str(), target->at(), target->c_str()) != 0) {
    return change_failure("rename " + from.string() + " to", to, errno);
  }
  // The new name first: a crash in between may leave two names, never none.
  if (const int problem = sync_directory(target->at())) return change_failure("rename to", to, problem);
  if (const int problem = sync_directory(source->at())) return change_failure("rename", from, problem);
  return {};
}

Status SystemDisk::remove_file(const Path& path) {
  if (const int problem = TRIMTAB_FAILPOINT_ERRNO("disk.remove_file")) return change_failure("remove", path, problem);
  const auto place = locate(path);
  if (!place && (place.error().number == ENOENT || place.error().number == ENOTDIR)) return {};
  if (!place) return walk_failure(Errc::failed, "remove", path, place.error());
  if (::unlinkat(place->at(), place->c_str(), 0) != 0) {
    if (errno == ENOENT) return {};
    return change_failure("remove", path, errno);
  }
  if (const int problem = sync_directory(place->at())) return change_failure("remove", path, problem);
  return {};
}

}  // namespace trimtab
