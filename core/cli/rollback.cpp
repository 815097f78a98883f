#include "core/cli/change.h"
#include "core/cli/commands.h"

namespace trimtab {

int run_rollback(const Options& options, const Console& console) {
  const Propose propose = [&](Workspace& workspace, Store& store, const Record& record) {
    return propose_revision(workspace, store, record, options, console);
  };
  return change_stack("rollback", propose, options, console);
}

}  // namespace trimtab
