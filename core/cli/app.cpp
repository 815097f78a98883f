#include "core/cli/app.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>

#include "core/cli/commands.h"
#include "core/cli/exit_code.h"
#include "core/event/diagnostic_text.h"
#include "core/plugin/host_process.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

using Runner = std::function<int(const Options&, const Console&)>;

/// The commands and their options. Everything a command takes is written into one Options; which fields it reads is
/// what is declared here.
class CommandLine {
 public:
  CommandLine();
  int run(int count, char** arguments);

 private:
  CLI::App* command(const std::string& name, const std::string& what, const std::string& example, Runner run);
  CLI::App* subcommand(CLI::App& parent, const std::string& name, const std::string& what, const std::string& example,
                       Runner run);
  void take_spec(CLI::App& app);
  void take_stack(CLI::App& app);
  void take_format(CLI::App& app);
  void take_consent(CLI::App& app);
  void take_limits(CLI::App& app);
  void take_adoptions(CLI::App& app);
  void take_cluster(CLI::App& app);
  void declare_planning();
  void declare_looking();
  void declare_changing();
  void declare_plugins();
  void declare_child();
  int complain(const CLI::ParseError& error) const;
  [[nodiscard]] const CLI::App& reached() const;
  [[nodiscard]] std::string path_of(const CLI::App& app) const;
  [[nodiscard]] Diagnostic stray(const std::string& word, const CLI::App& app) const;

  Options options_;
  CLI::App app_{"Declarative reconciliation of Apache Airflow platforms, on one machine or on Kubernetes", "trimtab"};
  std::map<const CLI::App*, Runner> commands_;
  std::string child_plugin_;
};

CommandLine::CommandLine() {
  app_.require_subcommand(1);
  app_.fallthrough();
  app_.failure_message(CLI::FailureMessage::simple);
  app_.add_flag("-v,--verbose", options_.verbose, "Notes for developers on standard error");
  app_.add_option("--plugin-dir", options_.plugin_directories, "Directory to look for plugins in first")
      ->type_name("DIR")
      ->allow_extra_args(false);
  app_.set_version_flag("--version", TRIMTAB_VERSION);
  app_.footer("Start with: trimtab plan -f specs/demo.yaml");
  declare_planning();
  declare_changing();
  declare_looking();
  declare_plugins();
  declare_child();
}

CLI::App* CommandLine::subcommand(CLI::App& parent, const std::string& name, const std::string& what,
                                  const std::string& example, Runner run) {
  CLI::App* app = parent.add_subcommand(name, what);
  app->fallthrough();
  app->footer("Example: " + example);
  commands_[app] = std::move(run);
  return app;
}

CLI::App* CommandLine::command(const std::string& name, const std::string& what, const std::string& example,
                               Runner run) {
  return subcommand(app_, name, what, example, std::move(run));
}

void CommandLine::take_spec(CLI::App& app) {
  app.add_option("-f,--file", options_.files, "Spec; several are merged in order, - is standard input")
      ->type_name("FILE")
      ->allow_extra_args(false);
  app.add_option("--set", options_.sets, "Sets one value after the merge: spec.components.db.spec.version=8.4")
      ->type_name("PATH=VALUE")
      ->allow_extra_args(false);
}

void CommandLine::take_cluster(CLI::App& app) {
  app.add_option("--allow-exec", options_.allowed_exec, "Kubernetes: a program the kubeconfig may run for credentials")
      ->type_name("PROGRAM")
      ->allow_extra_args(false);
  app.add_flag("--allow-insecure-cluster", options_.allow_insecure,
               "Kubernetes: also a server that need not prove who it is, or plain http");
  app.add_flag("--stats", options_.stats, "Kubernetes: say how many requests were sent, by verb");
}

void CommandLine::take_stack(CLI::App& app) {
  take_spec(app);
  app.add_option("--stack", options_.stack, "Stack by name instead of by spec")->type_name("NAME");
  app.add_option("--state-dir", options_.state, "Its state directory, where that is not the default one")
      ->type_name("DIR");
  take_cluster(app);
}

void CommandLine::take_format(CLI::App& app) {
  const auto read = [this](const std::string& word) {
    if (word != "text" && word != "json") throw CLI::ValidationError("--output", "text or json, not \"" + word + '"');
    options_.format = word == "json" ? Format::json : Format::text;
  };
  app.add_option_function<std::string>("-o,--output", read, "text or json")->type_name("FORMAT");
}

void CommandLine::take_consent(CLI::App& app) {
  app.add_flag("-y,--yes", options_.yes, "Do not ask");
  app.add_option("-j,--jobs", options_.workers, "Changes at a time")->type_name("N")->check(CLI::Range(1, 256));
  app.add_flag("--rollback-first", options_.rollback_first,
               "Also undo a failed first apply, which is kept as evidence otherwise");
}

void CommandLine::take_limits(CLI::App& app) {
  app.add_option("--allow-delete", options_.allow_delete, "Allow so many deletions")->type_name("N");
  app.add_flag("--delete-volumes", options_.delete_volumes, "Delete data too");
  app.add_flag("--delete-protected", options_.delete_protected, "Delete what is marked protect too");
}

void CommandLine::take_adoptions(CLI::App& app) {
  app.add_option("--adopt", options_.adopt, "Take over an object that exists and is not ours")
      ->type_name("ID")
      ->allow_extra_args(false);
}

void CommandLine::declare_planning() {
  CLI::App* validate = command("validate", "Check a spec; runs nothing, looks at nothing",
                               "trimtab validate -f specs/demo.yaml", run_validate);
  take_spec(*validate);
  take_format(*validate);
  validate->add_flag("--show", options_.show, "Print the spec as it is understood: merged, with every default marked");

  CLI::App* plan = command("plan", "Show what apply would do (exit 0: nothing, 2: changes)",
                           "trimtab plan -f specs/demo.yaml --out demo.plan", run_plan);
  take_spec(*plan);
  take_cluster(*plan);
  take_format(*plan);
  take_limits(*plan);
  plan->add_option("--out", options_.out, "Save the plan; apply FILE executes exactly that")->type_name("FILE");
  plan->add_option("--facts", options_.facts, "Facts from a file instead of from this machine")->type_name("FILE");
  take_adoptions(*plan);

  CLI::App* graph = command("graph", "Print the component graph, or the object graph, as DOT or JSON",
                            "trimtab graph -f specs/demo.yaml --objects | dot -Tsvg > demo.svg", run_graph);
  take_spec(*graph);
  take_cluster(*graph);
  take_format(*graph);
  graph->add_flag("--objects", options_.objects, "Objects instead of components");

  CLI::App* render = command("render", "Kubernetes: print the manifests of a stack, in the order they are applied",
                             "trimtab render | kubectl apply --dry-run=server -f -", run_render);
  take_spec(*render);
  take_cluster(*render);
}

void CommandLine::declare_changing() {
  CLI::App* apply = command("apply", "Make the world as the spec says, or execute a saved plan",
                            "trimtab apply -f specs/demo.yaml", run_apply);
  take_spec(*apply);
  take_cluster(*apply);
  take_format(*apply);
  take_consent(*apply);
  take_limits(*apply);
  take_adoptions(*apply);
  apply->add_option("plan", options_.saved_plan, "A plan saved by plan --out")->type_name("FILE");
  apply->add_flag("--retry", options_.retry, "Try again what failed three times");

  CLI::App* rollback =
      command("rollback", "Go back to an earlier revision", "trimtab rollback --stack demo --to 3", run_rollback);
  take_stack(*rollback);
  take_format(*rollback);
  take_consent(*rollback);
  take_limits(*rollback);
  rollback->add_option("--to", options_.revision, "Revision; the one before the live one when not given")
      ->type_name("REVISION");

  CLI::App* destroy = command("destroy", "Remove the stack; data and what is protected stay unless asked for",
                              "trimtab destroy --stack demo --delete-volumes", run_destroy);
  take_stack(*destroy);
  take_format(*destroy);
  take_consent(*destroy);
  take_limits(*destroy);
}

void CommandLine::declare_looking() {
  CLI::App* status =
      command("status", "How the stack is (exit 0: healthy, 10: not)", "trimtab status -f specs/demo.yaml", run_status);
  take_stack(*status);
  take_format(*status);

  CLI::App* history =
      command("history", "Runs and revisions, newest first", "trimtab history --stack demo", run_history);
  take_stack(*history);
  take_format(*history);
  history->add_option("--run", options_.run, "What one run did")->type_name("RUN");

  CLI::App* logs = command("logs", "What a component or one of its programs wrote",
                           "trimtab logs airflow/scheduler --stack demo --lines 100", run_logs);
  take_stack(*logs);
  logs->add_option("subject", options_.subject, "component, component/name or component/type/name")
      ->type_name("WHAT")
      ->required();
  logs->add_option("-n,--lines", options_.lines, "Last lines of each")->type_name("N")->check(CLI::Range(1, 100000));
}

void CommandLine::declare_plugins() {
  CLI::App* plugin = app_.add_subcommand("plugin", "Plugins at hand");
  plugin->require_subcommand(1);
  plugin->fallthrough();
  plugin->footer("Example: trimtab plugin show mysql");
  CLI::App* list = subcommand(*plugin, "list", "All that were found, broken ones among them", "trimtab plugin list",
                              run_plugin_list);
  take_format(*list);
  CLI::App* show = subcommand(*plugin, "show", "Kinds of a plugin, or the fields of a kind",
                              "trimtab plugin show mysql", run_plugin_show);
  take_format(*show);
  show->add_option("name", options_.subject, "Plugin or kind")->type_name("NAME")->required();
  CLI::App* version = command("version", "Version of the engine and of its contracts", "trimtab version", run_version);
  take_format(*version);
}

/// The other end of an isolated plugin: started by the engine only.
void CommandLine::declare_child() {
  CLI::App* child = subcommand(app_, "plugin-host", "", "",
                               [this](const Options&, const Console&) { return run_plugin_host(0, child_plugin_); });
  child->group("");
  child->add_option("--plugin", child_plugin_)->required();
}

/// The command that was reached before the words stopped making sense.
const CLI::App& CommandLine::reached() const {
  const CLI::App* app = &app_;
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return *app;
}

std::string CommandLine::path_of(const CLI::App& app) const {
  return &app == &app_ ? app.get_name() : path_of(*app.get_parent()) + " " + app.get_name();
}

Diagnostic CommandLine::stray(const std::string& word, const CLI::App& app) const {
  std::vector<std::string> names;
  Diagnostic diagnostic;
  if (word.starts_with('-')) {
    for (const CLI::App* one : {&app, &app_}) {
      for (const CLI::Option* option : one->get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
      }
    }
    diagnostic.what = path_of(app) + " has no option " + word;
  } else {
    for (const CLI::App* one : app.get_subcommands([](const CLI::App* each) { return !each->get_group().empty(); })) {
      names.push_back(one->get_name());
    }
    diagnostic.what = names.empty() ? path_of(app) + " takes no \"" + word + "\""
                                    : "\"" + word + "\" is no command of " + path_of(app);
  }
  if (const auto meant = nearest(word, names)) diagnostic.next = "did you mean: " + path_of(app) + " " + *meant;
  return diagnostic;
}

int CommandLine::complain(const CLI::ParseError& error) const {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app_.exit(error);
  const std::vector<std::string> words = app_.remaining(true);
  Diagnostic diagnostic;
  diagnostic.what = error.what();
  if (!words.empty()) diagnostic = stray(words.front().substr(0, words.front().find('=')), reached());
  diagnostic.code = "E0001";
  if (diagnostic.next.empty()) diagnostic.next = path_of(reached()) + " --help";
  const Console console = Console::of_process();
  console.say(to_text(diagnostic, console.message_style()));
  return exit_usage;
}

int CommandLine::run(int count, char** arguments) {
  try {
    app_.parse(count, arguments);
  } catch (const CLI::ParseError& error) {
    return complain(error);
  }
  return commands_.at(&reached())(options_, Console::of_process());
}

}  // namespace

int run_command_line(int count, char** arguments) {
  try {
    return CommandLine().run(count, arguments);
  } catch (const std::exception& error) {
    const Console console = Console::of_process();
    console.show(fail(Errc::internal, "E0999", std::string("a bug: ") + error.what()).error(), {});
    return exit_internal;
  }
}

}  // namespace trimtab
