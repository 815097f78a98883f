#pragma once

#include <map>
#include <string>

#include "core/model/value.h"
#include "core/support/error.h"
#include "core/support/processes.h"

namespace trimtab {

/// Which commit a branch or a tag of a repository is now: {commit} as `git ls-remote` says, or {why} it cannot be told.
/// Asked as who plans: with git's own settings, keys and helpers of that account, and no question on the terminal.
[[nodiscard]] Result<Value> git_ref_fact(Processes& processes, const std::map<std::string, std::string>& environment,
                                         const Value& spec);

/// The commit among lines of `git ls-remote`: of a tag, what it points to; a tag before a branch, as git itself
/// chooses. Empty when none of them is `ref`.
[[nodiscard]] std::string commit_among(const std::string& lines, const std::string& ref);

}  // namespace trimtab
