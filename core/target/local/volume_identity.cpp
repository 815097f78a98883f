#include "core/target/local/volume_identity.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

namespace trimtab {

std::string identity_of_volumes(const Value& paths) {
  std::string identity;
  for (const Value& path : paths) {
    struct statx found{};
    const int result = ::statx(AT_FDCWD, path.get_ref<const std::string&>().c_str(), AT_SYMLINK_NOFOLLOW,
                               STATX_INO | STATX_BTIME, &found);
    if (!identity.empty()) identity += ',';
    if (result != 0) {
      identity += "gone";
    } else {
      identity += fmt::format("{}-{}-{}", found.stx_ino, found.stx_btime.tv_sec, found.stx_btime.tv_nsec);
    }
  }
  return identity.empty() ? "none" : identity;
}

}  // namespace trimtab
