#include "core/cli/proposal.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/plan/fingerprint.h"
#include "core/plan/plan.h"
#include "core/plan/render.h"
#include "core/support/failpoint.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

/// What stands around the changes when the plan is shown.
Presentation around(Workspace& workspace, const Console& console, std::span<const Heading> headings) {
  Presentation presentation;
  presentation.target = workspace.target().description();
  presentation.headings = headings;
  presentation.style = console.result_style();
  return presentation;
}

/// What the target says against the plan: refusals all at once, warnings with the plan.
Status review(Workspace& workspace, Plan& plan) {
  workspace.target().belongs_to(plan.uid);
  TRIMTAB_TRY(std::vector<Diagnostic> said, workspace.target().review(plan));
  const auto middle = std::stable_partition(said.begin(), said.end(),
                                            [](const Diagnostic& one) { return one.severity == Severity::error; });
  plan.diagnostics.insert(plan.diagnostics.end(), std::make_move_iterator(middle), std::make_move_iterator(said.end()));
  said.erase(middle, said.end());
  return said.empty() ? Status() : fail(Errc::refused, std::move(said));
}

Result<std::string> revision_time(Store& store) {
  TRIMTAB_TRY(const auto revisions, store.revisions());
  return revisions.empty() ? std::string() : time_text(revisions.front().at);
}

Result<Proposal> proposed(Workspace& workspace, Store& store, const Record& record, Desired desired,
                          const PlanOptions& how, const Options& options, const Console& console,
                          const std::string& next = {}) {
  const Clock& clock = workspace.world().clock();
  const SteadyTime before = clock.steady();
  TRIMTAB_TRY(const Live live, options.facts.empty() ? observe(workspace.target(), desired.objects, record)
                                                     : Result<Live>(assumed(desired.objects, record)));
  const Duration took = clock.steady() - before;
  const std::vector<Heading> headings = desired.headings;
  Proposal proposal;
  TRIMTAB_TRY(proposal.plan, make_plan(std::move(desired), record, live, how));
  if (options.facts.empty()) TRIMTAB_CHECK(review(workspace, proposal.plan));
  Presentation presentation = around(workspace, console, headings);
  presentation.read_in = took;
  TRIMTAB_TRY(presentation.revision_at, revision_time(store));
  presentation.next = next;
  presentation.read = live.objects.size();
  proposal.text = render_text(proposal.plan, presentation);
  return proposal;
}

}  // namespace

Result<Proposal> propose_spec(Workspace& workspace, Store& store, const Record& record, const Options& options,
                              const Console& console, const std::string& next) {
  TRIMTAB_TRY(Desired desired, workspace.desired(record));
  TRIMTAB_TRY(const PlanOptions how, workspace.plan_options(store));
  TRIMTAB_TRY(Proposal proposal, proposed(workspace, store, record, std::move(desired), how, options, console, next));
  proposal.command = "apply";
  proposal.question = "Apply these changes?";
  return proposal;
}

Result<Proposal> propose_revision(Workspace& workspace, Store& store, const Record& record, const Options& options,
                                  const Console& console) {
  TRIMTAB_FAILPOINT("rollback.pick");
  if (record.revision == 0) {
    return fail(Errc::refused, "E0605", "stack " + workspace.name() + " has no revision to go back to",
                "trimtab history" + stack_arguments(options));
  }
  TRIMTAB_TRY(const auto revisions, store.revisions());
  std::uint64_t number = options.revision.value_or(0);
  if (!options.revision && revisions.size() > 1) number = revisions[1].number;
  if (number == 0) {
    return fail(Errc::refused, "E0605", fmt::format("revision {} is the only one", record.revision),
                "trimtab history" + stack_arguments(options));
  }
  TRIMTAB_TRY(const Revision revision, store.revision(number));
  TRIMTAB_TRY(PlanOptions how, workspace.plan_options(store));
  how.obey_back = true;
  Desired desired = desired_of(revision, workspace.name(), workspace.choice().kind, workspace.choice().settings);
  TRIMTAB_TRY(Proposal proposal, proposed(workspace, store, record, std::move(desired), how, options, console));
  proposal.command = "rollback";
  proposal.question = fmt::format("Go back to revision {}?", number);
  return proposal;
}

Result<Proposal> propose_nothing(Workspace& workspace, Store& store, const Record& record, const Options& options,
                                 const Console& console) {
  TRIMTAB_TRY(PlanOptions how, workspace.plan_options(store));
  how.destroy = true;
  Desired desired = nothing_of(record, workspace.name(), workspace.choice().kind, workspace.choice().settings);
  TRIMTAB_TRY(Proposal proposal, proposed(workspace, store, record, std::move(desired), how, options, console));
  proposal.command = "destroy";
  proposal.question = "Destroy all this?";
  return proposal;
}

Result<Proposal> propose_saved(Plan plan, Workspace& workspace, const Record& record, const Console& console) {
  Record as_planned;
  as_planned.facts = plan.facts;
  TRIMTAB_CHECK(workspace.target().recognise(as_planned));
  TRIMTAB_TRY(const Live live, observe(workspace.target(), plan.objects, record));
  TRIMTAB_FAILPOINT("apply.check_current");
  TRIMTAB_CHECK(check_current(plan, record, live));
  TRIMTAB_CHECK(review(workspace, plan));
  Proposal proposal;
  proposal.plan = std::move(plan);
  proposal.text = render_text(proposal.plan, around(workspace, console, {}));
  proposal.command = "apply";
  proposal.question = "Apply this saved plan?";
  return proposal;
}

Result<bool> is_settled(const Plan& plan, const Record& record, Store& store) {
  if (!plan.empty() || record.revision == 0 || plan.spec != record.spec || plan.slots != record.slots) return false;
  TRIMTAB_TRY(const auto since, store.since_revision());
  return since.empty();
}

std::string spec_arguments(const Options& options) {
  std::string text;
  for (const std::string& file : options.files) text += " -f " + shell_quoted(file);
  for (const std::string& set : options.sets) text += " --set " + shell_quoted(set);
  return text;
}

std::string stack_arguments(const Options& options) {
  if (options.stack.empty()) return spec_arguments(options);
  return " --stack " + options.stack + (options.state.empty() ? "" : " --state-dir " + shell_quoted(options.state));
}

}  // namespace trimtab
