#include "core/cli/change.h"
#include "core/cli/commands.h"
#include "core/cli/report.h"
#include "core/plan/plan_file.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

/// A saved plan was decided when it was made.
Status alone(const Options& options) {
  const bool decides = !options.adopt.empty() || options.allow_delete || options.delete_volumes ||
                       options.delete_protected || !options.sets.empty();
  if (options.files.empty() && !decides) return {};
  return fail(
      Errc::usage, "E0002", options.saved_plan + " would be executed as it is: a saved plan goes with no spec",
      "a spec: -f " + shell_quoted(options.saved_plan) + "; a plan: trimtab apply " + shell_quoted(options.saved_plan));
}

/// The stack is known from the plan itself; neither its spec nor its plugins are needed.
int apply_saved(const Options& options, const Console& console) {
  if (const auto fine = alone(options); !fine) return give_up(console, fine.error());
  const World world;
  auto plan = load_plan(options.saved_plan, world.disk());
  if (!plan) return give_up(console, plan.error());
  Options of_plan = options;
  of_plan.stack = plan->stack;
  of_plan.target = TargetChoice{plan->target, plan->target_settings};
  of_plan.state = plan->target_settings.value("stateDir", std::string());
  const Propose propose = [&](Workspace& workspace, Store&, const Record& record) {
    return propose_saved(*plan, workspace, record, console);
  };
  return change_stack("apply", propose, of_plan, console);
}

}  // namespace

int run_apply(const Options& options, const Console& console) {
  if (!options.saved_plan.empty()) return apply_saved(options, console);
  const Propose propose = [&](Workspace& workspace, Store& store, const Record& record) {
    return propose_spec(workspace, store, record, options, console);
  };
  return change_stack("apply", propose, options, console);
}

}  // namespace trimtab
