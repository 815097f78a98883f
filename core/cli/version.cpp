#include <fmt/format.h>

#include "core/cli/commands.h"
#include "core/cli/exit_code.h"
#include "core/model/value.h"
#include "core/plugin/loader.h"
#include "core/support/json_text.h"

namespace trimtab {

int run_version(const Options& options, const Console& console) {
  const std::string abi = plugin_abi();
  if (options.format == Format::json) {
    console.print(json_text({{"v", 1}, {"version", TRIMTAB_VERSION}, {"plugin_abi", abi}, {"plan_format", 1}}));
  } else {
    console.print(fmt::format("trimtab {}, plugin ABI {}, plan format 1\n", TRIMTAB_VERSION, abi));
  }
  return exit_converged;
}

}  // namespace trimtab
