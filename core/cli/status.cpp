#include <fmt/format.h>

#include "core/cli/commands.h"
#include "core/cli/proposal.h"
#include "core/cli/report.h"
#include "core/cli/status_board.h"
#include "core/cli/workspace.h"
#include "core/plan/live.h"
#include "core/support/json_text.h"

namespace trimtab {
namespace {

/// The run that destroyed the stack, whether it came to its end or not; nothing when something was applied since.
Result<std::optional<RunSummary>> last_destroy(Store& store, const Record& record) {
  TRIMTAB_TRY(auto runs, store.runs(1));
  if (runs.empty() || runs.front().command != "destroy" || runs.front().run == record.open_run) return std::nullopt;
  return std::move(runs.front());
}

Result<StatusBoard> look(Workspace& workspace, const Options& options) {
  TRIMTAB_CHECK(workspace.look_ahead());
  TRIMTAB_TRY(const Memory memory, workspace.reader());
  const auto ahead = workspace.look_ahead(memory);
  const Record& record = memory.record;
  TRIMTAB_TRY(const auto revisions, memory.store.revisions());
  if (!record.objects.empty()) TRIMTAB_CHECK(workspace.mend("status"));
  TRIMTAB_TRY(const Live live, observe(workspace.target(), {}, record));
  StatusBoard board;
  board.stack = workspace.name();
  board.arguments = stack_arguments(options);
  board.target = workspace.choice().kind;
  board.now = workspace.world().clock().wall();
  board.revision = record.revision;
  if (!revisions.empty()) board.revised = revisions.front().at;
  board.open_run = record.open_run;
  TRIMTAB_TRY(board.destroyed_by, last_destroy(memory.store, record));
  for (const auto& [id, recorded] : record.objects) {
    if (board.destroyed_by) board.left.push_back(id.text());
    if (const Observed* seen = live.find(id)) board.add(recorded.object, *seen);
  }
  return board;
}

}  // namespace

int run_status(const Options& options, const Console& console) {
  Workspace workspace(options, console);
  const auto board = look(workspace, options);
  if (!board) return give_up(console, board.error(), {});
  console.print(options.format == Format::json ? json_text(board->value()) : board->text(console.result_style()));
  return board->healthy() ? exit_converged : exit_unhealthy;
}

}  // namespace trimtab
