#include "bench/plan/trial.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include "core/compile/compile.h"
#include "core/plan/plan.h"
#include "core/plugin/registry.h"
#include "core/spec/load.h"
#include "core/support/seams.h"
#include "core/target/local/local_target.h"

namespace trimtab::bench {
namespace {

/// A fixed sequence, so that two runs measure the same stack.
std::size_t below(std::size_t bound, std::uint64_t& state) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;  // Knuth, MMIX
  return static_cast<std::size_t>((state >> 33U) % bound);
}

/// A component has one claim, so a component of any shape needs one earlier one.
std::string needed_by(const Trial& trial, std::size_t number, std::uint64_t& state) {
  if (number == 0 || trial.shape == "none") return {};
  std::size_t other = number - 1;
  if (trial.shape == "star") other = 0;
  if (trial.shape == "random") other = below(number, state);
  if (trial.shape == "layered") {
    const auto width = static_cast<std::size_t>(std::sqrt(static_cast<double>(trial.objects)));
    if (number < width) return {};
    other = number - width;
  }
  return fmt::format(", needs: f{}", other);
}

std::string spec_text(const Trial& trial) {
  std::string text =
      "apiVersion: trimtab.dev/v1\nkind: Stack\nmetadata: {name: bench}\nspec:\n  target: {local: {}}\n  components:\n";
  if (trial.form == "fileset") {
    return text +
           fmt::format("    all: {{kind: fileset, spec: {{count: {}, shape: {}}}}}\n", trial.objects, trial.shape);
  }
  std::uint64_t state = 1;
  for (std::size_t i = 0; i < trial.objects; ++i) {
    text += fmt::format("    f{}: {{kind: file, spec: {{content: text{}}}}}\n", i, needed_by(trial, i, state));
  }
  return text;
}

double memory(const char* field) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return std::strtod(line.c_str() + std::string_view(field).size() + 1, nullptr) * 1024;
  }
  return 0;
}

class Stopwatch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(now - std::exchange(last_, now)).count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

struct World {
  std::unique_ptr<Clock> clock = make_system_clock();
  std::unique_ptr<Disk> disk = make_system_disk();
  std::unique_ptr<Net> net = make_system_net();
  std::unique_ptr<Random> random = make_system_random();
  std::unique_ptr<Processes> processes = make_system_processes();
  Seams seams{*clock, *disk, *net, *random, *processes};
};

/// The stack as it is after an apply of the plan.
Record recorded(const Plan& plan) {
  Record record;
  record.uid = plan.uid;
  record.revision = 1;
  record.slots = plan.slots;
  record.facts = plan.facts;
  record.chosen = plan.chosen;
  record.spec = plan.spec;
  record.plugins = plan.plugins;
  for (const Object& object : plan.objects) {
    record.objects.emplace_hint(record.objects.end(), object.id, Recorded{object, "", 1});
  }
  return record;
}

/// Root gives every component an account of its own, and there are 30,000 of those: it is no case for more components.
LocalCaller ordinary_caller() {
  LocalCaller caller = current_caller();
  caller.uid = caller.gid = 65534;
  caller.user = "nobody";
  return caller;
}

Result<Measured> run(const Trial& trial) {
  const World world;
  PluginOptions plugin_options;
  plugin_options.search.named.emplace_back(TRIMTAB_BENCH_PLUGINS);
  TRIMTAB_TRY(const auto plugins, Registry::open(std::move(plugin_options), *world.disk, *world.clock));
  const Value settings = {{"stateDir", "/tmp/trimtab-bench-plan"}};  // only named, never made
  TRIMTAB_TRY(const auto target, LocalTarget::open("bench", settings, ordinary_caller(), world.seams));
  const Value facts = {{"@target", {{"ports", Value::array()}, {"uids", Value::array()}, {"gids", Value::array()}}}};
  std::string text = spec_text(trial);

  Measured measured;
  const double before = memory("VmRSS:");
  Stopwatch watch;
  const auto lap = [&](const char* name) { measured.phases.push_back({name, watch.lap()}); };
  KindSchemas schemas(plugins->kinds());
  const LoadRequest request{{"-"}, {}, *world.disk, "/", {}, [&](std::size_t) { return Result<std::string>(text); }};
  TRIMTAB_TRY(Stack stack, load_stack(request, schemas));
  lap("load");
  Record record;
  TRIMTAB_TRY(Desired desired, compile({std::move(stack), record, facts}, *plugins, schemas, *target));
  lap("compile");
  Live live = assumed(desired.objects, record);
  lap("observe");
  PlanOptions options;
  options.new_uid = "bench";
  Desired again;
  TRIMTAB_TRY(const Plan plan, make_plan(std::move(desired), record, live, options));
  lap("diff");
  for (const Phase& phase : measured.phases) measured.total += phase.seconds;
  measured.bytes_per_object = (memory("VmHWM:") - before) / static_cast<double>(trial.objects);
  measured.changes = plan.changes.size();

  again.objects = plan.objects;
  again.spec = plan.spec;
  again.facts = plan.facts;
  record = recorded(plan);
  live = assumed(again.objects, record);
  watch.lap();
  TRIMTAB_TRY(const Plan nothing, make_plan(std::move(again), record, live, options));
  lap("again");
  if (!nothing.empty()) return fail(Errc::internal, "E0000", "the second plan is not empty");
  return measured;
}

Value to_value(const Result<Measured>& measured) {
  if (!measured) return {{"error", measured.error().message()}};
  Value phases = Value::array();
  for (const Phase& phase : measured->phases) phases.push_back({phase.name, phase.seconds});
  return {{"phases", std::move(phases)},
          {"total", measured->total},
          {"memory", measured->bytes_per_object},
          {"changes", measured->changes}};
}

Result<Measured> measured_from(const std::string& text) {
  const Value value = Value::parse(text, nullptr, false);
  if (value.is_discarded()) return fail(Errc::internal, "E0000", "the trial ended without a result");
  if (value.contains("error")) return fail(Errc::internal, "E0000", value.at("error").get<std::string>());
  Measured measured;
  for (const Value& phase : value.at("phases")) measured.phases.push_back({phase.at(0), phase.at(1)});
  measured.total = value.at("total");
  measured.bytes_per_object = value.at("memory");
  measured.changes = value.at("changes");
  return measured;
}

}  // namespace

Result<Measured> measure(const Trial& trial) {
  int ends[2] = {};
  if (::pipe(ends) != 0) return fail(Errc::internal, "E0000", "pipe: " + errno_text(errno));
  const pid_t child = ::fork();
  if (child < 0) return fail(Errc::internal, "E0000", "fork: " + errno_text(errno));
  if (child == 0) {
    const std::string text = to_value(run(trial)).dump();
    const bool written = ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
    ::_exit(written ? 0 : 1);
  }
  ::close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t count = 0; (count = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    text.append(buffer, static_cast<std::size_t>(count));
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return measured_from(text);
}

}  // namespace trimtab::bench
