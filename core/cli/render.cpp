#include "core/cli/commands.h"
#include "core/cli/report.h"
#include "core/cli/workspace.h"
#include "core/support/text.h"
#include "core/target/kubernetes/rendered.h"
#include "core/yaml/write.h"

namespace trimtab {
namespace {

std::string commented(const std::string& lines) {
  std::string text;
  for (const std::string& line : split(lines, '\n')) text += "# " + printable(line) + "\n";
  return text;
}

Result<std::string> manifests(Workspace& workspace) {
  TRIMTAB_TRY(const Memory memory, workspace.reader());
  if (workspace.choice().kind != "kubernetes") {
    return fail(Errc::invalid, "E0006",
                "stack " + workspace.name() + " lives on one machine: only what is in a cluster has manifests",
                "trimtab plan shows what it consists of");
  }
  TRIMTAB_TRY(const Desired desired, workspace.desired(memory.record));
  const KubernetesSettings settings = kubernetes_settings_from(workspace.name(), workspace.choice().settings);
  TRIMTAB_TRY(const auto documents, rendered(desired.objects, settings, workspace.world().disk()));
  std::string text;
  for (const Rendered& one : documents) {
    text += one.manifest.is_null() ? commented(one.comment) : "---\n" + commented(one.comment) + to_yaml(one.manifest);
  }
  return text;
}

}  // namespace

int run_render(const Options& options, const Console& console) {
  Workspace workspace(options, console);
  const auto text = manifests(workspace);
  if (!text) return give_up(console, text.error(), {});
  console.print(*text);
  return exit_converged;
}

}  // namespace trimtab
