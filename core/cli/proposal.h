#pragma once

#include <string>

#include "core/cli/workspace.h"
#include "core/model/plan.h"
#include "core/plan/live.h"

namespace trimtab {

/// A plan and how it is put to the user.
struct Proposal {
  Plan plan;
  std::string text;      ///< the plan as it is shown
  std::string command;   ///< "apply"
  std::string question;  ///< "Apply these changes?"
};

/// What the spec wants, against the record and the world. `next` is the command to go on with when there are changes.
[[nodiscard]] Result<Proposal> propose_spec(Workspace& workspace, Store& store, const Record& record,
                                            const Options& options, const Console& console,
                                            const std::string& next = {});
/// Back to an earlier revision.
[[nodiscard]] Result<Proposal> propose_revision(Workspace& workspace, Store& store, const Record& record,
                                                const Options& options, const Console& console);
/// Nothing any more.
[[nodiscard]] Result<Proposal> propose_nothing(Workspace& workspace, Store& store, const Record& record,
                                               const Options& options, const Console& console);
/// A saved plan, exactly, or Errc::stale with what moved.
[[nodiscard]] Result<Proposal> propose_saved(Plan plan, Workspace& workspace, const Record& record,
                                             const Console& console);

/// Whether the plan and the store agree that there is nothing left to do, not even to record a revision.
[[nodiscard]] Result<bool> is_settled(const Plan& plan, const Record& record, Store& store);

/// " -f a.yaml -f b.yaml", as the user wrote it.
[[nodiscard]] std::string spec_arguments(const Options& options);
/// The same for commands that take a stack's name too: " --stack demo --state-dir /srv/demo".
[[nodiscard]] std::string stack_arguments(const Options& options);

}  // namespace trimtab
