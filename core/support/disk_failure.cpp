#include "core/support/disk_failure.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>

namespace trimtab {
namespace {

std::string text(const std::string& verb, const Path& path, const std::string& why) {
  return fmt::format("{} {}: {}", verb, path.string(), why);
}

}  // namespace

Errc failure_of(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EIO:
    case EROFS:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EAGAIN:
      return Errc::unreachable;
    default:
      return Errc::failed;
  }
}

std::unexpected<Error> look_failure(const std::string& verb, const Path& path, int number) {
  return fail(Errc::unreachable, "E0771", text(verb, path, errno_text(number)));
}

std::unexpected<Error> change_failure(const std::string& verb, const Path& path, int number) {
  const std::string next = number == ENOSPC || number == EDQUOT ? "df -h " + path.parent_path().string() : "";
  return fail(failure_of(number), "E0772", text(verb, path, errno_text(number)), next);
}

std::unexpected<Error> walk_failure(Errc code, const std::string& verb, const Path& path, const WalkError& error) {
  if (error.link_of) {
    const std::string why = fmt::format("a link of uid {} on the way to {} leads out of what that account owns",
                                        *error.link_of, error.at.string());
    return fail(Errc::refused, "E0773", text(verb, path, why));
  }
  return code == Errc::failed ? change_failure(verb, path, error.number) : look_failure(verb, path, error.number);
}

std::unexpected<Error> kind_failure(const std::string& verb, const Path& path, const std::string& why) {
  return fail(Errc::refused, "E0774", text(verb, path, why));
}

std::unexpected<Error> budget_failure(const std::string& verb, const Path& path, const std::string& why) {
  return fail(Errc::invalid, "E0775", text(verb, path, why));
}

std::string kind_text(mode_t mode) {
  if (S_ISREG(mode)) return "a regular file";
  if (S_ISDIR(mode)) return "a directory";
  if (S_ISLNK(mode)) return "a symbolic link";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISFIFO(mode)) return "a named pipe";
  return "a device";
}

}  // namespace trimtab
