#include <fmt/format.h>

#include <map>

#include "core/cli/commands.h"
#include "core/cli/proposal.h"
#include "core/cli/report.h"
#include "core/cli/workspace.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

/// "airflow", "airflow/scheduler", "airflow/workload/worker" or a whole id.
bool is_meant(const Id& id, const std::vector<std::string>& words) {
  if (words.front() != id.component()) return false;
  if (words.size() == 1) return true;
  if (words.size() == 2) return id.name() == words[1];
  return id.type() == words[1] && id.name() == words[2] && (words.size() < 4 || id.part() == words[3]);
}

/// The inventory, and what the newest run made or tried to: a first task that failed has written the reason.
Result<std::map<Id, Object>> known_objects(const Memory& memory) {
  std::map<Id, Object> objects;
  for (const auto& [id, recorded] : memory.record.objects) objects.emplace(id, recorded.object);
  TRIMTAB_TRY(const auto runs, memory.store.runs(1));
  if (runs.empty()) return objects;
  TRIMTAB_TRY(const auto operations, memory.store.operations(runs.front().run));
  for (const Operation& one : operations) {
    if (one.desired && one.status != OperationStatus::undone) objects.insert_or_assign(one.id, *one.desired);
  }
  return objects;
}

Result<std::string> written(const Options& options, const Console& console) {
  Workspace workspace(options, console);
  TRIMTAB_TRY(const Memory memory, workspace.reader());
  TRIMTAB_TRY(const auto objects, known_objects(memory));
  const auto words = split(options.subject, '/');
  std::string text;
  bool known = false;
  for (const auto& [id, object] : objects) {
    if (!is_meant(id, words)) continue;
    known = true;
    Driver* driver = workspace.target().driver(object.driver);
    if (driver == nullptr) continue;
    const auto lines = driver->last_words(object, options.lines);
    if (lines.empty()) continue;
    text += console.result_style().paint(Colour::bold, "==> " + id.text() + " <==") + "\n";
    for (const std::string& line : lines) text += printable(line) + "\n";
  }
  if (known) return text;
  std::vector<std::string> components;
  for (const auto& [id, object] : objects) {
    if (components.empty() || components.back() != id.component()) components.emplace_back(id.component());
  }
  return fail(Errc::usage, "E0004", fmt::format("stack {} has nothing named \"{}\"", workspace.name(), options.subject),
              components.empty() ? "trimtab apply" + (options.stack.empty() ? spec_arguments(options) : " -f SPEC")
                                 : "one of: " + join(components, ", "));
}

}  // namespace

int run_logs(const Options& options, const Console& console) {
  const auto text = written(options, console);
  if (!text) return give_up(console, text.error(), {});
  console.print(*text);
  return exit_converged;
}

}  // namespace trimtab
