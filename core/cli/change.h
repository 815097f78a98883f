#pragma once

#include <functional>
#include <string>

#include "core/cli/proposal.h"

namespace trimtab {

/// Puts together what is to be done, by what the memory holds. Asked again when that changed before the lock was had.
using Propose = std::function<Result<Proposal>(Workspace& workspace, Store& store, const Record& record)>;

/// What `apply`, `rollback` and `destroy` have in common: propose, lock, show, agree, execute, report. The exit status
/// of the whole command; nothing happens without consent, and nothing at all is written where there is nothing to do.
[[nodiscard]] int change_stack(const std::string& command, const Propose& propose, const Options& options,
                               const Console& console);

}  // namespace trimtab
