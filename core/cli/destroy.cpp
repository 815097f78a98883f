#include "core/cli/change.h"
#include "core/cli/commands.h"

namespace trimtab {

int run_destroy(const Options& options, const Console& console) {
  const Propose propose = [&](Workspace& workspace, Store& store, const Record& record) {
    return propose_nothing(workspace, store, record, options, console);
  };
  return change_stack("destroy", propose, options, console);
}

}  // namespace trimtab
