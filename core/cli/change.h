#pragma once

#include <functional>
#include <string>

#include "core/cli/proposal.h"

namespace trimtab {

/// Puts together what is to be done, once the lock is held.
using Propose = std::function<Result<Proposal>(Workspace& workspace, Store& store, const Record& record)>;

/// What `apply`, `rollback` and `destroy` have in common: lock, propose, show, agree, execute, report. The exit status
/// of the whole command; nothing happens without consent.
[[nodiscard]] int change_stack(const std::string& command, const Propose& propose, const Options& options,
                               const Console& console);

}  // namespace trimtab
