#include <fmt/format.h>

#include "core/cli/commands.h"
#include "core/cli/proposal.h"
#include "core/cli/report.h"
#include "core/cli/workspace.h"
#include "core/plan/plan_file.h"
#include "core/support/json_text.h"
#include "core/support/leave_to_exit.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

std::string next_command(const Options& options) {
  return "trimtab apply" + (options.out.empty() ? spec_arguments(options) : " " + shell_quoted(options.out));
}

Result<int> planned(Workspace& workspace, const Options& options, const Console& console) {
  TRIMTAB_CHECK(workspace.look_ahead());
  TRIMTAB_TRY(Memory memory, workspace.reader());
  const auto ahead = workspace.look_ahead(memory);
  const Record& record = memory.record;
  TRIMTAB_TRY(Proposal proposal,
              propose_spec(workspace, memory.store, record, options, console, next_command(options)));
  if (!options.out.empty()) TRIMTAB_CHECK(save_plan(proposal.plan, options.out, workspace.world().disk()));
  console.print(options.format == Format::json ? json_text(to_value(proposal.plan)) : proposal.text);
  if (record.open_run) {
    console.say(fmt::format("note: run {} goes on, or was cut off and the next apply settles it\n", *record.open_run));
  }
  TRIMTAB_TRY(const bool settled, is_settled(proposal.plan, record, memory.store));
  leave_to_exit(std::move(memory.record));
  leave_to_exit(std::move(proposal));
  return settled ? exit_converged : exit_pending;
}

}  // namespace

int run_plan(const Options& options, const Console& console) {
  Workspace workspace(options, console);
  const auto code = planned(workspace, options, console);
  return code ? *code : give_up(console, code.error());
}

}  // namespace trimtab
