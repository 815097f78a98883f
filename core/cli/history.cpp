#include <fmt/format.h>

#include "core/cli/commands.h"
#include "core/cli/proposal.h"
#include "core/cli/report.h"
#include "core/cli/workspace.h"
#include "core/support/json_text.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::size_t newest_runs = 20;

std::string word(OperationStatus status) {
  switch (status) {
    case OperationStatus::intended:
      return "open";
    case OperationStatus::done:
      return "ok";
    case OperationStatus::failed:
      return "fail";
    case OperationStatus::undone:
      return "undo";
    case OperationStatus::undo_failed:
      return "stuck";
  }
  return "?";
}

Value value_of(const RunSummary& run) {
  Value json{{"run", run.run}, {"command", run.command}, {"started", time_text(run.started)}, {"changes", run.changes}};
  json["result"] = run.result ? to_text(*run.result) : "open";
  if (run.ended) json["ended"] = time_text(*run.ended);
  if (run.revision > 0) json["revision"] = run.revision;
  if (!run.text.empty()) json["text"] = run.text;
  return json;
}

std::string line_of(const RunSummary& run) {
  const std::string result = run.result ? to_text(*run.result) : "open";
  const std::string took = run.ended ? duration_text(Duration(*run.ended - run.started)) : "";
  std::string text = fmt::format("  run {:<5} {}  {:<9} {:<12} {:>7}  {:>5} {}", run.run, time_text(run.started),
                                 run.command, result, took, run.changes, run.changes == 1 ? "change" : "changes");
  if (run.revision > 0) text += fmt::format("  revision {}", run.revision);
  if (!run.text.empty()) text += "\n             " + printable(run.text);
  return text + "\n";
}

Result<std::string> runs_of(Store& store, const Workspace& workspace, Format format) {
  TRIMTAB_TRY(const auto runs, store.runs(newest_runs));
  if (format == Format::json) {
    Value list = Value::array();
    for (const RunSummary& run : runs) list.push_back(value_of(run));
    return json_text({{"v", 1}, {"stack", workspace.name()}, {"runs", std::move(list)}});
  }
  if (runs.empty()) return fmt::format("{}  nothing was ever applied\n", workspace.name());
  std::string text = workspace.name() + "\n";
  for (const RunSummary& run : runs) text += line_of(run);
  return text;
}

Result<std::string> operations_of(Store& store, std::uint64_t run, const Options& options) {
  TRIMTAB_TRY(const auto operations, store.operations(run));
  if (operations.empty()) {
    return fail(Errc::invalid, "E0604", fmt::format("there is no run {}, or it changed nothing", run),
                "trimtab history" + stack_arguments(options));
  }
  Value list = Value::array();
  std::string text;
  for (const Operation& one : operations) {
    list.push_back({{"seq", one.seq},
                    {"id", one.id.text()},
                    {"change", to_text(one.action)},
                    {"step", to_text(one.step)},
                    {"status", word(one.status)},
                    {"text", one.text}});
    // On the way back a task that stays done is only recorded as done.
    const bool kept = one.action == Action::none;
    text += fmt::format("  {:<5} {:<7} {:<4} {}", kept ? "kept" : word(one.status),
                        kept ? "record" : to_text(one.action), to_text(one.step), one.id.text());
    text += one.text.empty() ? "\n" : "  " + printable(one.text) + "\n";
  }
  if (options.format == Format::text) return text;
  return json_text({{"v", 1}, {"run", run}, {"operations", std::move(list)}});
}

Result<std::string> shown(const Options& options, const Console& console) {
  Workspace workspace(options, console);
  TRIMTAB_TRY(const Memory memory, workspace.reader());
  return options.run ? operations_of(memory.store, *options.run, options)
                     : runs_of(memory.store, workspace, options.format);
}

}  // namespace

int run_history(const Options& options, const Console& console) {
  const auto text = shown(options, console);
  if (!text) return give_up(console, text.error(), {});
  console.print(*text);
  return exit_converged;
}

}  // namespace trimtab
