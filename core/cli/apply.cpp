#include "core/cli/change.h"
#include "core/cli/commands.h"
#include "core/cli/report.h"
#include "core/plan/plan_file.h"

namespace trimtab {
namespace {

/// The stack is known from the plan itself; neither its spec nor its plugins are needed.
int apply_saved(const Options& options, const Console& console) {
  const World world;
  auto plan = load_plan(options.saved_plan, world.disk());
  if (!plan) return give_up(console, plan.error());
  Options of_plan = options;
  of_plan.stack = plan->stack;
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
