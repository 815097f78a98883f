#include "core/support/walk.h"

#include <dirent.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <deque>

#include "core/support/failpoint.h"

namespace trimtab {
namespace {

constexpr int directory_flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
constexpr int most_links = 40;  // as the kernel has it

/// Refused by old kernels and by some container profiles; then the caller walks by hand.
Descriptor open_without_links(const Path& directory) {
  open_how how{};
  how.flags = directory_flags;
  how.resolve = RESOLVE_NO_SYMLINKS;
  return Descriptor(static_cast<int>(::syscall(SYS_openat2, AT_FDCWD, directory.c_str(), &how, sizeof how)));
}

class LinkWalk {
 public:
  std::expected<Descriptor, WalkError> to(const Path& directory) {
    at_ = directory.is_absolute() ? "/" : ".";
    here_ = Descriptor(::open(at_.c_str(), directory_flags));
    if (!here_) return failure(errno);
    push(directory);
    while (!rest_.empty()) {
      const std::string name = std::move(rest_.front());
      rest_.pop_front();
      if (const int problem = step(name)) return failure(problem);
    }
    if (const int problem = check_owner()) return failure(problem);
    return std::move(here_);
  }

 private:
  std::unexpected<WalkError> failure(int number) const {
    return std::unexpected(WalkError{number, at_, number == ELOOP ? link_owner_ : std::nullopt});
  }

  void push(const Path& path) {
    std::vector<std::string> names;
    for (const Path& part : path.relative_path()) {
      if (!part.empty() && part != ".") names.push_back(part.string());
    }
    rest_.insert(rest_.begin(), names.begin(), names.end());
  }

  int step(const std::string& name) {
    at_ /= name;
    Descriptor next(::openat(here_.get(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    struct stat status{};
    if (!next || ::fstat(next.get(), &status) != 0) return errno;
    if (S_ISLNK(status.st_mode)) return follow(next.get(), status.st_uid);
    if (!S_ISDIR(status.st_mode)) return ENOTDIR;
    here_ = std::move(next);
    return 0;
  }

  int follow(int link, uid_t owner) {
    const bool foreign = owner != 0 && owner != ::geteuid();
    if (++links_ > most_links || (foreign && link_owner_.value_or(owner) != owner)) return ELOOP;
    if (foreign) link_owner_ = owner;
    const auto target = link_target(link, "");
    if (!target) return target.error();
    if (Path(*target).is_absolute()) here_ = Descriptor(::open("/", directory_flags));
    if (!here_) return errno;
    push(*target);
    return 0;
  }

  int check_owner() const {
    if (!link_owner_) return 0;
    if (!here_) return EBADF;
    struct stat status{};
    if (::fstat(here_.get(), &status) != 0) return errno;
    return status.st_uid == *link_owner_ ? 0 : ELOOP;
  }

  Descriptor here_;
  Path at_;
  std::deque<std::string> rest_;
  int links_ = 0;
  std::optional<uid_t> link_owner_;  // the other account whose link was followed
};

}  // namespace

std::expected<Descriptor, WalkError> walk(const Path& directory) {
  if (Descriptor plain = open_without_links(directory)) return plain;
  if (errno == ENOENT) return std::unexpected(WalkError{errno, directory});
  return LinkWalk().to(directory);
}

std::expected<Place, WalkError> locate(const Path& path) {
  if (path.empty()) return std::unexpected(WalkError{ENOENT, path});
  Path directory = path.has_filename() ? path.parent_path() : path.parent_path().parent_path();
  std::string name = path.has_filename() ? path.filename() : path.parent_path().filename();
  if (name.empty() || name == "." || name == "..") {
    directory = path;
    name = ".";
  }
  auto opened = walk(directory.empty() ? Path(".") : directory);
  if (!opened) return std::unexpected(std::move(opened).error());
  return Place{std::move(*opened), std::move(name)};
}

std::expected<std::vector<std::string>, int> names_in(int directory) {
  Descriptor readable(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!readable) return std::unexpected(errno);
  DIR* stream = ::fdopendir(readable.get());
  if (stream == nullptr) return std::unexpected(errno);
  static_cast<void>(readable.release());  // closedir closes it
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  const int problem = errno;
  ::closedir(stream);
  if (problem != 0) return std::unexpected(problem);
  std::sort(names.begin(), names.end());
  return names;
}

int sync_directory(int directory) {
  if (const int problem = TRIMTAB_FAILPOINT_ERRNO("disk.sync_directory")) return problem;
  const Descriptor readable(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!readable) return errno;
  // Some file systems cannot sync a directory and say EINVAL: they promise no more.
  return ::fsync(readable.get()) == 0 || errno == EINVAL ? 0 : errno;
}

std::expected<std::string, int> link_target(int directory, const char* name) {
  std::string target(4096, '\0');  // PATH_MAX: the kernel makes no longer link
  const ssize_t size = ::readlinkat(directory, name, target.data(), target.size());
  if (size < 0) return std::unexpected(errno);
  target.resize(static_cast<std::size_t>(size));
  return target;
}

}  // namespace trimtab
