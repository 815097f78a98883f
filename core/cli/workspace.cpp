#include "core/cli/workspace.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/apply/resume.h"
#include "core/cli/environment.h"
#include "core/compile/compile.h"
#include "core/spec/load.h"
#include "core/support/digest.h"
#include "core/support/text.h"
#include "core/target/kubernetes/kubernetes_target.h"
#include "core/target/local/local_target.h"

namespace trimtab {
namespace {

constexpr std::uint64_t largest_facts_file = 16U << 20U;

std::string new_uid(Random& random) { return sha256(random.bytes(32)).substr(0, 32); }

}  // namespace

Result<PluginOptions> Workspace::plugin_options() const {
  PluginOptions options;
  for (const std::string& directory : options_.plugin_directories) options.search.named.emplace_back(directory);
  options.search.variable = environment_variable("TRIMTAB_PLUGIN_PATH");
  options.search.executable = own_executable();
  options.host_program = options.search.executable;
  if (options_.verbose) {
    options.notes = [this](const std::string& plugin, int, std::string_view note) {
      console_.say(fmt::format("  note  {}: {}\n", plugin, printable(note)));
    };
  }
  return options;
}

Result<std::unique_ptr<Registry>> Workspace::scan_plugins() {
  TRIMTAB_TRY(PluginOptions options, plugin_options());
  return Registry::scan(std::move(options), world_.disk(), world_.clock());
}

Result<std::unique_ptr<Registry>> Workspace::open_plugins() {
  TRIMTAB_TRY(PluginOptions options, plugin_options());
  return Registry::open(std::move(options), world_.disk(), world_.clock());
}

Result<Registry*> Workspace::plugins() {
  if (!plugins_) plugins_ = open_plugins();
  if (!*plugins_) return std::unexpected(plugins_->error());
  return (*plugins_)->get();
}

Result<KindSchemas*> Workspace::schemas() {
  TRIMTAB_CHECK(plugins());
  return &kind_schemas();
}

/// For a spec that is read before it is known whether there are plugins: their failure comes first.
KindSchemas& Workspace::kind_schemas() {
  if (!schemas_) {
    schemas_.emplace([this]() -> std::span<const Kind> {
      const auto registry = plugins();
      return registry ? (*registry)->kinds() : std::span<const Kind>();
    });
  }
  return *schemas_;
}

Result<const Stack*> Workspace::stack() { return read_stack({}); }

Result<const Stack*> Workspace::read_stack(HeadIsRead head_is_read) {
  if (stack_) return &*stack_;
  const LoadRequest request{
      options_.files,        options_.sets,       world_.disk(),          std::filesystem::current_path(),
      process_environment(), read_standard_input, std::move(head_is_read)};
  auto stack = load_stack(request, kind_schemas());
  TRIMTAB_CHECK(plugins());  // without them every kind is unknown
  TRIMTAB_TRY(stack_, std::move(stack));
  return &*stack_;
}

Status Workspace::settle_for(bool reading) {
  if (target_ != nullptr) return {};
  if (!options_.stack.empty()) {
    if (!is_name(options_.stack)) {
      return fail(Errc::usage, "E0002", "\"" + options_.stack + "\" is not a stack's name",
                  "trimtab status --stack NAME");
    }
    name_ = options_.stack;
    choice_ = options_.target ? *options_.target : known_target();
    if (!options_.state.empty()) choice_.settings["stateDir"] = std::filesystem::absolute(options_.state).native();
    return open_target();
  }
  const auto reach = [this, reading](const std::string& stack, const TargetChoice& target) {
    if (target.kind == "kubernetes") reach_cluster(stack, target.settings, reading);
  };
  TRIMTAB_TRY(const Stack* spec, read_stack(reach));
  name_ = spec->name;
  choice_ = spec->target;
  return open_target();
}

/// A state directory is one of this machine; without one, a stack that was applied to a cluster from here is there.
TargetChoice Workspace::known_target() const {
  const Path notes = cluster_notes(process_environment());
  if (options_.state.empty() && !notes.empty()) {
    if (auto settings = ClusterNote::target_of(notes / name_, world_.disk()))
      return TargetChoice{"kubernetes", std::move(*settings)};
  }
  return TargetChoice{"local", Value::object()};
}

Path Workspace::cache_of_clusters() {
  const Path caches = account_directory(process_environment(), "XDG_CACHE_HOME", ".cache");
  return caches.empty() ? Path() : caches / "clusters";
}

void Workspace::reach_cluster(const std::string& stack, const Value& settings, bool looks_ahead) {
  KubernetesCaller caller;
  caller.environment = process_environment();
  caller.allowed_exec = {options_.allowed_exec.begin(), options_.allowed_exec.end()};
  caller.allow_insecure = options_.allow_insecure;
  caller.concurrency = options_.workers;
  caller.cache = cache_of_clusters();
  caller.looks_ahead = looks_ahead;
  reached_ = std::make_unique<ReachedCluster>(stack, settings, std::move(caller), world_.seams());
}

Status Workspace::open_cluster() {
  if (reached_ == nullptr) reach_cluster(name_, choice_.settings, false);
  TRIMTAB_TRY(auto target, std::exchange(reached_, nullptr)->get());
  const auto say = [this](const std::string& note) { console_.say(fmt::format("  note  {}\n", note)); };
  KeptValue memory(world_.disk(), cache_of_clusters(), "memory", target->description() + " " + name_);
  home_ = make_cluster_home({target->client(), target->name_space(), name_}, std::move(memory), world_, say);
  target_ = std::move(target);
  give_plugin_drivers();
  const Path notes = cluster_notes(process_environment());
  if (notes.empty()) return {};
  note_.emplace(notes / name_, choice_.settings.value("context", std::string()));
  TRIMTAB_TRY(const Record noted, note_->read(world_.disk()));
  return target_->recognise(noted);  // before anything is held or written there
}

void Workspace::give_plugin_drivers() {
  plugin_drivers_.emplace([this] { return plugins(); },
                          [this](const std::string& place) { return target_->read_secret(place); });
  target_->find_other_drivers([this](std::string_view type) { return plugin_drivers_->find(type); });
}

Status Workspace::open_target() {
  if (choice_.kind == "kubernetes") return open_cluster();
  LocalCaller caller = current_caller();
  caller.program_directories = program_directories();
  TRIMTAB_TRY(auto target, LocalTarget::open(name_, choice_.settings, caller, world_.seams()));
  home_ = make_local_home(target->layout().private_directory(), world_);
  target_ = std::move(target);
  give_plugin_drivers();
  return {};
}

/// With facts from a file the world is not asked.
Status Workspace::look_ahead() {
  const bool reading = options_.facts.empty();
  TRIMTAB_CHECK(settle_for(reading));
  if (reading) target_->look_ahead();
  return {};
}

std::shared_ptr<void> Workspace::look_ahead(const Memory& memory) {
  return options_.facts.empty() ? target_->look_ahead(memory.record, memory.last_run) : nullptr;
}

Result<Memory> Workspace::reader() {
  TRIMTAB_CHECK(settle());
  TRIMTAB_TRY(store_, home_->reader());
  return recognised();
}

Status Workspace::mend(const std::string& command) {
  if (!target_->needs_mending()) return {};
  if (!home_->hold(command)) return {};
  const auto mended = target_->prepare();
  home_->let_go();
  if (!mended) return std::unexpected(mended.error());
  for (const std::string& note : *mended) console_.say(fmt::format("  note  {}\n", note));
  return {};
}

Result<Memory> Workspace::writer(const std::string& command) {
  TRIMTAB_CHECK(settle());
  TRIMTAB_CHECK(home_->hold(command));
  TRIMTAB_TRY(store_, home_->writer());
  TRIMTAB_TRY(Memory memory, recognised());
  TRIMTAB_TRY(const auto recovered, resume_open_run(memory.store, *target_, memory.record));
  for (const Recovered& one : recovered) console_.say(fmt::format("  note  {} {}\n", one.id.text(), one.text));
  if (memory.record.open_run) return remembered();
  return memory;
}

Result<Memory> Workspace::remembered() {
  TRIMTAB_TRY(const auto runs, store_->runs(1));
  TRIMTAB_TRY(Record record, store_->read());
  return Memory{*store_, std::move(record), runs.empty() ? 0 : runs.front().run};
}

Result<Memory> Workspace::recognised() {
  TRIMTAB_TRY(Memory memory, remembered());
  TRIMTAB_CHECK(target_->recognise(memory.record));
  return memory;
}

void Workspace::tell_stats() const {
  if (!options_.stats || target_ == nullptr) return;
  std::uint64_t all = 0;
  std::string verbs;
  for (const auto& [verb, count] : target_->requests()) {
    all += count;
    verbs += fmt::format("{}{} {}", verbs.empty() ? ": " : ", ", count, verb);
  }
  console_.say(fmt::format("stats: {} requests{}\n", all, verbs));
}

Status Workspace::note_place(const Plan& plan) { return note_ ? note_->write(plan, world_.disk()) : Status(); }

Status Workspace::dissolve() {
  store_.reset();
  TRIMTAB_CHECK(target_->dissolve());
  if (note_) TRIMTAB_CHECK(note_->remove(world_.disk()));
  return home_->remove();
}

Result<Desired> Workspace::desired(const Record& record) {
  TRIMTAB_TRY(const Stack* spec, stack());
  TRIMTAB_TRY(Registry * registry, plugins());
  TRIMTAB_TRY(KindSchemas * kinds, schemas());
  CompileInput input{*spec, record, std::nullopt};
  if (!options_.facts.empty()) {
    TRIMTAB_TRY(const std::string text, world_.disk().read(options_.facts, largest_facts_file));
    Value facts = Value::parse(text, nullptr, false);
    if (!facts.is_object()) {
      return fail(Errc::invalid, "E0003", options_.facts + " is not a JSON object of facts",
                  "trimtab plan --output json shows them");
    }
    input.facts = std::move(facts);
  }
  return compile(std::move(input), *registry, *kinds, *target_);
}

Result<PlanOptions> Workspace::plan_options(Store& store) {
  PlanOptions options;
  options.new_uid = new_uid(world_.random());
  options.allow_delete = options_.allow_delete;
  options.delete_volumes = options_.delete_volumes;
  options.delete_protected = options_.delete_protected;
  options.fingerprints = !options_.out.empty() || options_.format == Format::json;
  for (const std::string& text : options_.adopt) {
    const auto id = Id::parse(text);
    if (!id)
      return fail(Errc::usage, "E0002", "\"" + text + "\" is not an object's id",
                  "ids stand in the plan: component/type/name");
    options.adopt.insert(*id);
  }
  TRIMTAB_TRY(options.since_revision, store.since_revision());
  return options;
}

}  // namespace trimtab
