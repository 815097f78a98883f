#pragma once

#include "core/target/local/site.h"

namespace trimtab {

/// What a program of ours opens by its name, outside the engine's own care: nothing yet (false), or a file of the
/// engine's account under this one name. Anything else is refused (E0755): a link would lead elsewhere, another account
/// would decide over it.
[[nodiscard]] Result<bool> has_own_file(const LocalSite& site, const Path& path);

/// Nothing yet, or a directory of the engine's account.
[[nodiscard]] Status require_own_directory(const LocalSite& site, const Path& path);

/// Every file in `directory`, which may be missing, is one of our own.
[[nodiscard]] Status require_own_files(const LocalSite& site, const Path& directory);

/// The directory that s6-svscan starts services from holds links to services of this stack, and what s6 keeps there.
[[nodiscard]] Status require_own_links(const LocalSite& site);

}  // namespace trimtab
