#include "core/state/private_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "core/support/descriptor.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

std::unexpected<Error> unsafe(const Path& path, std::string_view what, std::string next) {
  return fail(Errc::refused, "E0652", fmt::format("{} is not used: {}", path.string(), what), std::move(next));
}

std::string look_at(const Path& path) { return "ls -ld " + shell_quoted(path.string()); }

Status make_parents(const Path& directory) {
  struct stat found{};
  if (directory.empty() || stat(directory.c_str(), &found) == 0) return {};
  TRIMTAB_CHECK(make_parents(directory.parent_path()));
  const mode_t mode = geteuid() == 0 ? 0711 : 0700;
  if (mkdir(directory.c_str(), mode) != 0) {
    if (errno == EEXIST) return {};
    return cannot("make the directory", directory);
  }
  if (chmod(directory.c_str(), mode) != 0) return cannot("set the mode of", directory);
  return {};
}

}  // namespace

Status make_private_directory(const Path& directory) {
  TRIMTAB_CHECK(make_parents(directory.parent_path()));
  if (mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return cannot("make the directory", directory);
  struct stat found{};
  if (lstat(directory.c_str(), &found) != 0) return cannot("look at", directory);
  if (!S_ISDIR(found.st_mode)) return unsafe(directory, "it is not a directory", look_at(directory));
  if (found.st_uid != geteuid()) {
    return unsafe(directory, fmt::format("it belongs to uid {}, not to {}", found.st_uid, geteuid()),
                  look_at(directory));
  }
  if ((found.st_mode & 07777) == 0700) return {};
  if (chmod(directory.c_str(), 0700) != 0) return cannot("set the mode of", directory);
  return {};
}

Result<PrivateFile> check_private_file(const Path& file) {
  struct stat found{};
  if (lstat(file.c_str(), &found) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return PrivateFile::absent;
    return cannot("look at", file);
  }
  if (S_ISLNK(found.st_mode)) return unsafe(file, "it is a symbolic link", look_at(file));
  if (!S_ISREG(found.st_mode)) return unsafe(file, "it is not a regular file", look_at(file));
  if (found.st_uid != geteuid()) {
    return unsafe(file, fmt::format("it belongs to uid {}, not to {}", found.st_uid, geteuid()), look_at(file));
  }
  if (found.st_nlink != 1) return unsafe(file, "it has another name (a hard link)", look_at(file));
  if ((found.st_mode & 077) != 0) {
    return unsafe(file, fmt::format("its mode is {:04o}, others may use it", found.st_mode & 07777),
                  "chmod 600 " + shell_quoted(file.string()));
  }
  return PrivateFile::present;
}

Status create_private_file(const Path& file) {
  const Descriptor made(open(file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!made) return cannot("make", file);
  if (fchmod(made.get(), 0600) != 0) return cannot("set the mode of", file);
  return {};
}

Status remove_private_file(const Path& file) {
  if (unlink(file.c_str()) != 0 && errno != ENOENT) return cannot("remove", file);
  return {};
}

Status rename_private_file(const Path& from, const Path& to) {
  if (rename(from.c_str(), to.c_str()) != 0) return cannot("rename", from);
  const Descriptor directory(open(to.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory) return cannot("open the directory of", to);
  if (fsync(directory.get()) != 0) return cannot("make durable", to);
  return {};
}

std::unexpected<Error> cannot(std::string_view what, const Path& path) {
  return fail(Errc::unreachable, "E0656", fmt::format("cannot {} {}: {}", what, path.string(), errno_text(errno)));
}

}  // namespace trimtab
