#include "core/support/disk.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>

#include "core/support/disk_failure.h"
#include "core/support/failpoint.h"
#include "core/support/system_disk.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

bool is_absent(int number) { return number == ENOENT || number == ENOTDIR; }

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::regular;
  if (S_ISDIR(mode)) return FileKind::directory;
  if (S_ISLNK(mode)) return FileKind::symlink;
  return FileKind::other;
}

/// All bytes up to one more than `limit`, so that the caller sees when there are more; or errno.
std::expected<std::string, int> read_up_to(int file, std::uint64_t limit, std::uint64_t expected) {
  std::string content;
  limit = std::min(limit, std::uint64_t{1} << 62);  // so that sums with it cannot overflow
  std::size_t filled = 0;
  std::size_t size = std::min(expected, limit) + 1;  // files of /proc claim to be empty
  while (true) {
    content.resize(size);
    const ssize_t got = ::read(file, content.data() + filled, size - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::unexpected(errno);
    filled += static_cast<std::size_t>(got);
    if (got == 0 || filled > limit) break;
    if (filled == size) size = std::min<std::uint64_t>(size * 2, limit + 1);
  }
  content.resize(filled);
  return content;
}

template <typename Take>
auto if_there(const Disk& disk, const Path& path, const Take& take)
    -> Result<std::optional<typename decltype(take())::value_type>> {
  TRIMTAB_TRY(const auto found, disk.status(path));
  if (!found) return std::nullopt;
  auto taken = take();
  if (taken) return std::move(*taken);
  TRIMTAB_TRY(const auto still, disk.status(path));
  if (!still) return std::nullopt;
  return std::unexpected(std::move(taken).error());
}

WallTime wall_time_of(const timespec& time) {
  const auto since_epoch = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  return WallTime(std::chrono::duration_cast<Duration>(since_epoch));
}

}  // namespace

Result<std::optional<FileStatus>> SystemDisk::status(const Path& path) const {
  const auto place = locate(path);
  if (!place && is_absent(place.error().number)) return std::nullopt;
  if (!place) return walk_failure(Errc::unreachable, "look at", path, place.error());
  struct stat found{};
  if (::fstatat(place->at(), place->c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
    if (is_absent(errno)) return std::nullopt;
    return look_failure("look at", path, errno);
  }
  return FileStatus{kind_of(found.st_mode),
                    found.st_mode & 07777U,
                    found.st_uid,
                    found.st_gid,
                    static_cast<std::uint64_t>(found.st_size),
                    static_cast<std::uint64_t>(found.st_nlink),
                    wall_time_of(found.st_mtim)};
}

Result<std::string> SystemDisk::read(const Path& path, std::uint64_t limit) const {
  if (const int problem = TRIMTAB_FAILPOINT_ERRNO("disk.read")) return look_failure("read", path, problem);
  const auto place = locate(path);
  if (!place) return walk_failure(Errc::unreachable, "read", path, place.error());
  // O_NONBLOCK: opening a pipe that nobody writes to must not hang before we see that it is one.
  constexpr int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  const Descriptor file(::openat(place->at(), place->c_str(), flags));
  if (!file && errno == ELOOP) return kind_failure("read", path, "it is a symbolic link");
  struct stat found{};
  if (!file || ::fstat(file.get(), &found) != 0) return look_failure("read", path, errno);
  if (!S_ISREG(found.st_mode)) return kind_failure("read", path, "it is " + kind_text(found.st_mode));
  auto content = read_up_to(file.get(), limit, static_cast<std::uint64_t>(found.st_size));
  if (!content) return look_failure("read", path, content.error());
  if (content->size() > limit) return budget_failure("read", path, "it is larger than " + size_text(limit));
  return std::move(*content);
}

Result<std::vector<std::string>> SystemDisk::list(const Path& directory) const {
  const auto place = locate(directory);
  if (!place) return walk_failure(Errc::unreachable, "list", directory, place.error());
  const Descriptor opened(::openat(place->at(), place->c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!opened) return look_failure("list", directory, errno);
  auto names = names_in(opened.get());
  if (!names) return look_failure("list", directory, names.error());
  return std::move(*names);
}

Result<std::string> SystemDisk::read_link(const Path& path) const {
  const auto place = locate(path);
  if (!place) return walk_failure(Errc::unreachable, "read the link", path, place.error());
  auto target = link_target(place->at(), place->c_str());
  if (!target && target.error() == EINVAL) return kind_failure("read the link", path, "it is not a symbolic link");
  if (!target) return look_failure("read the link", path, target.error());
  return std::move(*target);
}

Result<std::uint64_t> SystemDisk::free_space(const Path& path) const {
  std::error_code problem;
  Path existing = std::filesystem::absolute(path, problem).lexically_normal();
  if (problem) return look_failure("measure", path, problem.value());
  struct statvfs found{};
  while (::statvfs(existing.c_str(), &found) != 0) {
    if (!is_absent(errno) || existing == existing.parent_path()) return look_failure("measure", path, errno);
    existing = existing.parent_path();
  }
  return static_cast<std::uint64_t>(found.f_bavail) * found.f_frsize;
}

std::unique_ptr<Disk> make_system_disk(TreeBudget budget) { return std::make_unique<SystemDisk>(budget); }

Result<std::optional<std::string>> read_if_there(const Disk& disk, const Path& path, std::uint64_t limit) {
  return if_there(disk, path, [&] { return disk.read(path, limit); });
}

Result<std::optional<std::string>> read_link_if_there(const Disk& disk, const Path& link) {
  return if_there(disk, link, [&] { return disk.read_link(link); });
}

Result<std::optional<std::vector<std::string>>> list_if_there(const Disk& disk, const Path& directory) {
  return if_there(disk, directory, [&] { return disk.list(directory); });
}

}  // namespace trimtab
