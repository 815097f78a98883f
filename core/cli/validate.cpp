#include <fmt/format.h>

#include "core/cli/commands.h"
#include "core/cli/report.h"
#include "core/cli/workspace.h"
#include "core/compile/compile.h"
#include "core/spec/show.h"
#include "core/support/json_text.h"
#include "core/support/plural.h"

namespace trimtab {
namespace {

Result<std::string> validated(const Options& options, const Console& console) {
  Workspace workspace(options, console);
  TRIMTAB_TRY(const Stack* stack, workspace.stack());
  TRIMTAB_TRY(KindSchemas * schemas, workspace.schemas());
  TRIMTAB_CHECK(check_components(*stack, *schemas));
  if (options.format == Format::text && options.show) return to_yaml(shown(*stack));
  if (options.format == Format::text) {
    return fmt::format("Stack {} is valid: {} for target {}\n", stack->name,
                       plural(stack->components.size(), "component"), stack->target.kind);
  }
  Value components = Value::object();
  for (const Component& component : stack->components) {
    components[component.name] = {{"kind", component.kind}, {"spec", component.spec}};
  }
  return json_text({{"v", 1}, {"stack", stack->name}, {"components", std::move(components)}});
}

}  // namespace

int run_validate(const Options& options, const Console& console) {
  const auto text = validated(options, console);
  if (!text) return give_up(console, text.error());
  console.print(*text);
  return exit_converged;
}

}  // namespace trimtab
