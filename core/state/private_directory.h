#pragma once

#include <expected>
#include <string_view>

#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// Makes a directory that only this account may enter, 0700 whatever the umask, or corrects the mode of one that is
/// there. Missing parents are made so that a service of another account can pass through them when we are root, and are
/// closed to others when we are not. A link, another kind of file or a foreign owner is refused.
[[nodiscard]] Status make_private_directory(const Path& directory);

enum class PrivateFile { absent, present };

/// Looks at a file of such a directory without opening it. Anything but a regular file of this account with one name
/// and no rights for others is refused: what we did not make we do not write through.
[[nodiscard]] Result<PrivateFile> check_private_file(const Path& file);

/// Makes the file empty, 0600 whatever the umask. It must not exist.
[[nodiscard]] Status create_private_file(const Path& file);
/// Nothing there is success.
[[nodiscard]] Status remove_private_file(const Path& file);
/// Durable when it returns. Both names are in the same directory.
[[nodiscard]] Status rename_private_file(const Path& from, const Path& to);

/// E0656 of a system call that failed on such a path: errno says why. `what` completes "cannot … PATH".
[[nodiscard]] std::unexpected<Error> cannot(std::string_view what, const Path& path);

}  // namespace trimtab
