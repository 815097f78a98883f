#pragma once

#include <string>

#include "core/support/disk.h"
#include "core/support/error.h"
#include "core/support/walk.h"

namespace trimtab {

/// "read /x: Permission denied", as something that could not be looked at (Errc::unreachable).
[[nodiscard]] std::unexpected<Error> look_failure(const std::string& verb, const Path& path, int number);
/// How something failed that was tried: `unreachable` when the machine is why (a full or broken disk, too many files or
/// processes) and the same may succeed later, else `failed`.
[[nodiscard]] Errc failure_of(int number);
/// "write /x: No space left on device", as something that could not be changed.
[[nodiscard]] std::unexpected<Error> change_failure(const std::string& verb, const Path& path, int number);
/// The same for a walk that did not reach `path`; names the link when one was not followed.
[[nodiscard]] std::unexpected<Error> walk_failure(Errc code, const std::string& verb, const Path& path,
                                                  const WalkError& error);
/// "copy /x: it is a socket": the thing itself is not what may be used (Errc::refused).
[[nodiscard]] std::unexpected<Error> kind_failure(const std::string& verb, const Path& path, const std::string& why);
/// "read /x: larger than 4Mi" (Errc::invalid).
[[nodiscard]] std::unexpected<Error> budget_failure(const std::string& verb, const Path& path, const std::string& why);

/// "a socket", "a symbolic link", ... for messages.
[[nodiscard]] std::string kind_text(mode_t mode);

}  // namespace trimtab
