#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>

#include "core/support/disk_failure.h"
#include "core/support/failpoint.h"
#include "core/support/system_disk.h"

namespace trimtab {
namespace {

/// Opens a subdirectory without following a link or crossing into another mount, not even one of the same device.
Descriptor open_below(int directory, const std::string& name, dev_t device) {
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  open_how how{};
  how.flags = flags;
  how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
  Descriptor below(static_cast<int>(::syscall(SYS_openat2, directory, name.c_str(), &how, sizeof how)));
  if (below || (errno != ENOSYS && errno != EPERM)) return below;
  below = Descriptor(::openat(directory, name.c_str(), flags));
  struct stat found{};
  if (below && ::fstat(below.get(), &found) == 0 && found.st_dev != device) {
    below.reset();
    errno = EXDEV;
  }
  return below;
}

/// Removes a tree from its leaves with one directory open at a time, so that no depth exhausts descriptors or stack.
/// It climbs by ".." and checks where it arrived, because somebody may move directories meanwhile.
class TreeRemoval {
 public:
  explicit TreeRemoval(Path at) : at_(std::move(at)) {}

  std::expected<void, RemovalError> run(const Place& place) {
    if (const int problem = remove_all(place)) return std::unexpected(RemovalError{problem, at_});
    return {};
  }

 private:
  struct Level {
    std::string name;
    ino_t inode = 0;
    std::vector<std::string> directories;  // still to be removed
  };

  int remove_all(const Place& place) {
    struct stat parent{};
    if (::fstat(place.at(), &parent) != 0) return errno;
    device_ = parent.st_dev;
    if (const int problem = enter(place.at(), place.name)) return unless_gone(problem);
    while (true) {
      if (!levels_.back().directories.empty()) {
        const std::string name = std::move(levels_.back().directories.back());
        levels_.back().directories.pop_back();
        at_ /= name;
        const std::size_t depth = levels_.size();
        const int problem = enter(here_.get(), name);
        if (problem == ENOENT && levels_.size() == depth)
          at_ = at_.parent_path();
        else if (problem != 0)
          return problem;
        continue;
      }
      const std::string emptied = levels_.back().name;
      levels_.pop_back();
      if (levels_.empty()) {
        return ::unlinkat(place.at(), emptied.c_str(), AT_REMOVEDIR) == 0 ? 0 : unless_gone(errno);
      }
      if (const int problem = climb()) return problem;
      if (::unlinkat(here_.get(), emptied.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) return errno;
      at_ = at_.parent_path();
    }
  }

  /// What somebody else removed meanwhile is removed.
  static int unless_gone(int number) { return number == ENOENT ? 0 : number; }

  /// Goes down into a directory and removes all in it that is not a directory.
  int enter(int parent, const std::string& name) {
    Descriptor below = open_below(parent, name, device_);
    if (!below && errno == EACCES && ::fchmodat(parent, name.c_str(), 0700, AT_SYMLINK_NOFOLLOW) == 0) {
      below = open_below(parent, name, device_);
    }
    struct stat found{};
    if (!below || ::fstat(below.get(), &found) != 0) return errno;
    // A directory of ours that we may not write to is still ours to remove; files have no say in it.
    if (found.st_uid == ::geteuid() && (found.st_mode & 0700U) != 0700U) ::fchmod(below.get(), 0700);
    levels_.push_back({name, found.st_ino, {}});
    here_ = std::move(below);
    return remove_files();
  }

  int remove_files() {
    const auto names = names_in(here_.get());
    if (!names) return names.error();
    for (const std::string& name : *names) {
      if (const int problem = TRIMTAB_FAILPOINT_ERRNO("disk.remove_entry")) return leave_at(name, problem);
      if (::unlinkat(here_.get(), name.c_str(), 0) == 0 || errno == ENOENT) continue;
      if (errno != EISDIR && errno != EPERM) return leave_at(name, errno);
      struct stat found{};
      const int problem = errno;
      if (::fstatat(here_.get(), name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return leave_at(name, errno);
      if (!S_ISDIR(found.st_mode)) return leave_at(name, problem);
      levels_.back().directories.push_back(name);
    }
    return 0;
  }

  int climb() {
    Descriptor above(::openat(here_.get(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    struct stat found{};
    if (!above || ::fstat(above.get(), &found) != 0) return errno;
    if (found.st_ino != levels_.back().inode || found.st_dev != device_) return ESTALE;
    here_ = std::move(above);
    return 0;
  }

  int leave_at(const std::string& name, int number) {
    at_ /= name;
    return number;
  }

  Path at_;
  dev_t device_ = 0;
  Descriptor here_;
  std::vector<Level> levels_;
};

}  // namespace

std::expected<void, RemovalError> remove_directory(const Place& place, const Path& path) {
  return TreeRemoval(path).run(place);
}

Status SystemDisk::remove_tree(const Path& path) {
  if (const int problem = TRIMTAB_FAILPOINT_ERRNO("disk.remove_tree")) return change_failure("remove", path, problem);
  const auto place = locate(path);
  if (!place && (place.error().number == ENOENT || place.error().number == ENOTDIR)) return {};
  if (!place) return walk_failure(Errc::failed, "remove", path, place.error());
  struct stat found{};
  if (::fstatat(place->at(), place->c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return {};
    return change_failure("remove", path, errno);
  }
  if (!S_ISDIR(found.st_mode)) return kind_failure("remove the directory", path, "it is " + kind_text(found.st_mode));
  if (const auto removed = remove_directory(*place, path); !removed) {
    const RemovalError& error = removed.error();
    if (error.number == EXDEV) return kind_failure("remove", error.at, "another file system is mounted there");
    return change_failure("remove", error.at, error.number);
  }
  if (const int problem = sync_directory(place->at())) return change_failure("remove", path, problem);
  return {};
}

}  // namespace trimtab
