#include "core/cli/change.h"

#include <fmt/format.h>

#include "core/apply/apply.h"
#include "core/cli/exit_code.h"
#include "core/cli/interrupt.h"
#include "core/cli/report.h"
#include "core/event/diagnostic_text.h"
#include "core/event/sinks.h"
#include "core/support/failpoint.h"
#include "core/support/leave_to_exit.h"
#include "core/support/plural.h"

namespace trimtab {
namespace {

std::unique_ptr<Sink> sink_for(const Plan& plan, const Workspace& workspace, const Options& options,
                               const Console& console) {
  const Write say = [&console](std::string_view text) { console.say(text); };
  if (options.format == Format::json) {
    return make_json_sink([&console](std::string_view text) { console.print(text); }, workspace.world().clock());
  }
  if (console.live()) {
    return make_terminal_sink(say, workspace.world().clock(), &plan, console.message_style(), Console::size);
  }
  return make_plain_sink(say, workspace.world().clock(), &plan);
}

Status consent(const Proposal& proposal, const Options& options, const Console& console) {
  if (options.yes) return {};
  if (!console.can_ask()) {
    return fail(Errc::refused, "E0410", "there is no terminal to ask on", "trimtab " + proposal.command + " … --yes");
  }
  if (console.confirm(proposal.question + " [y/N] ")) return {};
  return fail(Errc::refused, "E0411", "answered no", "trimtab " + proposal.command + " when you are ready");
}

std::string consequence_of(const Report& report, const std::string& command) {
  const std::string next = command == "destroy" ? "destroy" : "apply";
  switch (report.result) {
    case RunResult::converged:
      return {};
    case RunResult::rolled_back:
      return fmt::format("what run {} changed was taken back; apply tries it again", report.run);
    case RunResult::partly:
      return fmt::format("what run {} did stays as it is; {} continues from there", report.run, next);
    case RunResult::undo_stuck:
      return fmt::format("the rollback of run {} is not complete; apply continues it", report.run);
    case RunResult::interrupted:
      return fmt::format("run {} can be resumed: {} again", report.run, next);
  }
  return {};
}

std::string destroyed(const std::string& stack, std::size_t kept, const Options& options) {
  if (kept == 0) return fmt::format("Stack {} is gone.\n", stack);
  return fmt::format(
      "Stack {} is stopped and removed; {} with its data {} kept.\nnext: trimtab destroy{} --delete-volumes removes {} "
      "too\n",
      stack, plural(kept, "object"), kept == 1 ? "is" : "are", stack_arguments(options), kept == 1 ? "it" : "them");
}

std::string ending(const Report& report, const Proposal& proposal, std::size_t kept, const Options& options) {
  const std::string& stack = proposal.plan.stack;
  switch (report.result) {
    case RunResult::converged:
      return proposal.command == "destroy"
                 ? destroyed(stack, kept, options)
                 : fmt::format("Done: stack {} is healthy, revision {}.\n", stack, report.revision);
    case RunResult::rolled_back:
      return report.revision > 0 ? fmt::format("Rolled back: revision {} is live again.\n", report.revision)
                                 : "Rolled back: nothing of this stack is left but what is named above.\n";
    case RunResult::partly:
      return "Partly applied.\n";
    case RunResult::undo_stuck:
      return "Rollback incomplete.\n";
    case RunResult::interrupted:
      return fmt::format("Stopped. Run {} can be resumed: apply again.\n", report.run);
  }
  return {};
}

void tell(const Report& report, const Proposal& proposal, std::size_t kept, const Options& options,
          const Console& console) {
  const std::string consequence = consequence_of(report, proposal.command);
  for (std::size_t i = 0; i < report.diagnostics.size(); ++i) {
    const bool last = i + 1 == report.diagnostics.size();
    console.say(to_text(report.diagnostics[i], console.message_style(), last ? consequence : std::string()));
  }
  if (options.format == Format::text) console.print(ending(report, proposal, kept, options));
}

/// Executes what was agreed to; the sink is gone before the ending is told.
Result<Report> execute(const Proposal& proposal, Workspace& workspace, Store& store, const Options& options,
                       const Console& console) {
  Cancel cancel;
  const InterruptGuard guard(cancel);
  const auto sink = sink_for(proposal.plan, workspace, options, console);
  ApplyOptions how;
  how.command = proposal.command;
  how.workers = options.workers;
  how.rollback_first = options.rollback_first;
  // A rollback is carried out by the words of an earlier spec, whose places nobody knows.
  const bool of_spec = proposal.command == "apply";
  const ApplyServices services{
      store, workspace.target(), workspace.world().clock(), *sink, cancel, of_spec ? workspace.places() : nullptr};
  return apply_plan(proposal.plan, services, how);
}

Status agree(const Proposal& proposal, Store& store, const Options& options, const Console& console) {
  if (options.retry) TRIMTAB_CHECK(store.lift_rejections());
  if (proposal.command == "apply") TRIMTAB_CHECK(check_not_rejected(proposal.plan, store));
  return proposal.plan.empty() ? Status() : consent(proposal, options, console);
}

/// A stack without any object leaves nothing behind; what is kept keeps its place and the memory of it. The result is
/// how many objects those are.
Result<std::size_t> clear_away(Workspace& workspace, Store& store) {
  TRIMTAB_FAILPOINT("apply.clear_away");
  TRIMTAB_TRY(const Record record, store.read());
  TRIMTAB_CHECK(record.objects.empty() ? workspace.dissolve() : workspace.target().retire());
  return record.objects.size();
}

/// Here "nothing done" would not be true.
int stop_amid(const Console& console, const Error& error, std::string_view consequence) {
  const int code = give_up(console, error, consequence);
  return code == exit_unreachable ? exit_partly : code;
}

/// A destroy whose last step was cut off: no object is left, but what it stood on is.
int finish_destroying(const Proposal& proposal, Workspace& workspace, Store& store, const Options& options,
                      const Console& console) {
  const auto kept = clear_away(workspace, store);
  if (!kept) return stop_amid(console, kept.error(), "destroy again to finish");
  if (options.format == Format::text) console.print(destroyed(proposal.plan.stack, *kept, options));
  return exit_converged;
}

int carry_out(const Proposal& proposal, Workspace& workspace, Store& store, const Options& options,
              const Console& console) {
  if (const auto noted = workspace.note_place(proposal.plan); !noted) return give_up(console, noted.error());
  const auto report = execute(proposal, workspace, store, options, console);
  if (!report) return stop_amid(console, report.error(), "the run can be resumed: apply again");
  std::size_t kept = 0;
  if (proposal.command == "destroy" && report->result == RunResult::converged) {
    const auto left = clear_away(workspace, store);
    if (!left) return stop_amid(console, left.error(), "destroy again to finish");
    kept = *left;
  }
  tell(*report, proposal, kept, options, console);
  static_cast<void>(TRIMTAB_FAILPOINT_ERRNO("apply.unlock"));
  return exit_code_of(report->result);
}

/// What there is to do, and since which run that is true: nothing else changes the memory.
struct Outlook {
  Proposal proposal;
  bool settled = false;
  std::uint64_t last_run = 0;
};

Result<Outlook> outlook_on(const Memory& memory, Workspace& workspace, const Propose& propose) {
  Outlook outlook;
  const auto ahead = workspace.look_ahead(memory);
  outlook.last_run = memory.last_run;
  TRIMTAB_TRY(outlook.proposal, propose(workspace, memory.store, memory.record));
  TRIMTAB_TRY(outlook.settled, is_settled(outlook.proposal.plan, memory.record, memory.store));
  return outlook;
}

/// Without the lock, and without writing a thing: most of the time there is nothing to do. What a killed engine left
/// comes first.
Result<std::optional<Outlook>> first_outlook(Workspace& workspace, const Propose& propose) {
  TRIMTAB_CHECK(workspace.look_ahead());
  TRIMTAB_TRY(Memory memory, workspace.reader());
  if (memory.record.open_run || !workspace.is_tidy()) return std::nullopt;
  TRIMTAB_TRY(Outlook outlook, outlook_on(memory, workspace, propose));
  if (outlook.settled) leave_to_exit(std::move(memory.record));
  return outlook;
}

/// With the lock: the first outlook holds unless somebody was faster.
Result<Outlook> outlook_now(std::optional<Outlook> first, const Memory& memory, Workspace& workspace,
                            const Propose& propose) {
  if (first && first->last_run == memory.last_run) return *std::move(first);
  return outlook_on(memory, workspace, propose);
}

int act_on(const Outlook& outlook, Workspace& workspace, Store& store, const Options& options, const Console& console) {
  const auto& [proposal, settled, last_run] = outlook;
  if (options.format == Format::text) console.print(proposal.text);
  if (settled && proposal.command == "destroy") return finish_destroying(proposal, workspace, store, options, console);
  if (settled) return exit_converged;
  if (const auto agreed = agree(proposal, store, options, console); !agreed) return give_up(console, agreed.error());
  return carry_out(proposal, workspace, store, options, console);
}

}  // namespace

int change_stack(const std::string& command, const Propose& propose, const Options& options, const Console& console) {
  Workspace workspace(options, console);
  auto first = first_outlook(workspace, propose);
  if (!first) return give_up(console, first.error());
  if (*first && (*first)->settled && command != "destroy") {
    if (options.format == Format::text) console.print((*first)->proposal.text);
    leave_to_exit(std::move((*first)->proposal));
    return exit_converged;
  }
  const auto memory = workspace.writer(command);
  if (!memory) return give_up(console, memory.error());
  const auto outlook = outlook_now(*std::move(first), *memory, workspace, propose);
  if (!outlook) return give_up(console, outlook.error());
  return act_on(*outlook, workspace, memory->store, options, console);
}

}  // namespace trimtab
