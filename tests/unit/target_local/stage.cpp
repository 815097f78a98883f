#include "tests/unit/target_local/stage.h"

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <stdexcept>

#include "core/support/process_table.h"
#include "tests/support/loopback.h"

namespace trimtab::test {
namespace {

constexpr std::chrono::seconds patience(40);

[[noreturn]] void raise(const Error& error) { throw std::runtime_error(error.message()); }

}  // namespace

Resource resource(const std::string& component, const Value& json) {
  Resource made;
  made.id = Id(component, json.at("type").get<std::string>(), json.at("name").get<std::string>());
  made.spec = json.value("spec", Value::object());
  for (const Value& need : json.value("needs", Value::array()))
    made.needs.push_back(*Id::parse(need.get<std::string>()));
  return made;
}

Stage::Stage(LocalCaller caller, Value settings) : caller_(std::move(caller)), settings_(std::move(settings)) {
  // Components' accounts walk through it.
  std::filesystem::permissions(directory_.path(), std::filesystem::perms(0711));
  if (!settings_.contains("stateDir")) settings_["stateDir"] = state().native();
  auto target = LocalTarget::open("demo", settings_, caller_, seams());
  if (!target) raise(target.error());
  target_ = std::move(*target);
}

Stage::~Stage() { static_cast<void>(target_->dissolve()); }

void Stage::prepare() {
  const auto notes = target_->prepare();
  if (!notes) raise(notes.error());
}

std::unique_ptr<LocalTarget> Stage::another_engine(Processes& processes) {
  const Seams theirs{*clock_, *disk_, *net_, *random_, processes};
  auto target = LocalTarget::open("demo", settings_, caller_, theirs);
  if (!target) raise(target.error());
  return std::move(*target);
}

std::vector<Object> Stage::lower(const std::vector<Value>& resources) {
  std::vector<Resource> made;
  for (const Value& json : resources) made.push_back(resource(json.value("component", std::string("c")), json));
  auto facts = target_->observe_target();
  if (!facts) raise(facts.error());
  std::set<std::pair<std::string, std::int64_t>> used;
  for (const SlotRequest& request : target_->slots(made)) {
    if (record_.slots.contains(request.key)) continue;
    std::int64_t number = request.prefer;
    const auto is_used = [&] {
      return used.contains({request.pool, number}) || target_->is_taken(*facts, request.pool, number);
    };
    while (!request.fixed && is_used()) number = number >= request.last ? request.first : number + 1;
    used.emplace(request.pool, number);
    record_.slots[request.key] = number;
  }
  const Value all_facts{{"@target", *facts}};
  auto objects = target_->lower({"demo", made, record_.slots, record_, all_facts});
  if (!objects) raise(objects.error());
  return std::move(*objects);
}

Object Stage::lower_one(const Value& resource) {
  auto objects = lower({resource});
  if (objects.size() != 1) throw std::runtime_error("not one object");
  return std::move(objects.front());
}

Result<Effected> Stage::try_apply(const Object& object, Step step, const Cancel* cancel) {
  Driver* driver = target_->driver(object.driver);
  if (driver == nullptr) throw std::runtime_error("no driver " + object.driver);
  const auto recorded = record_.objects.find(object.id);
  Effect effect;
  effect.action = recorded == record_.objects.end() ? Action::create : Action::update;
  if (object.driver == "task") effect.action = Action::run;
  effect.step = step;
  effect.desired = &object;
  if (recorded != record_.objects.end()) effect.before = &recorded->second.object;
  effect.operation = "1.1";
  effect.cancel = cancel;
  auto effected = driver->apply(effect);
  if (effected) record_.objects[object.id] = {object, effected->native, 1};
  return effected;
}

Effected Stage::apply(const Object& object, Step step) {
  auto effected = try_apply(object, step);
  if (!effected) raise(effected.error());
  return std::move(*effected);
}

void Stage::remove(const Object& object) {
  Effect effect;
  effect.action = Action::remove;
  effect.before = &object;
  const auto removed = target_->driver(object.driver)->remove(effect);
  if (!removed) raise(removed.error());
  record_.objects.erase(object.id);
}

Observed Stage::observe(const Object& object) {
  const auto recorded = record_.objects.find(object.id);
  const Question question{&object, recorded == record_.objects.end() ? nullptr : &recorded->second};
  auto answers = target_->driver(object.driver)->observe(std::span(&question, 1));
  if (!answers) raise(answers.error());
  return std::move(answers->front());
}

bool Stage::has_any_of(const Object& object) {
  const Recorded recorded{object, {}, 1};
  const Question unwanted{nullptr, &recorded};
  return target_->driver(object.driver)->observe({&unwanted, 1}).value().front().exists;
}

Health Stage::health(const Object& object) {
  auto health = target_->driver(object.driver)->health(object);
  if (!health) raise(health.error());
  return std::move(*health);
}

Health Stage::wait_healthy(const Object& object) {
  Health now;
  static_cast<void>(eventually([&] { return (now = health(object)).state == HealthState::healthy; }, patience));
  return now;
}

std::string without_root(const std::function<std::string()>& check) {
  const auto guarded = [&check] {
    try {
      return check();
    } catch (const std::exception& error) {
      return std::string("threw: ") + error.what();
    }
  };
  if (::geteuid() != 0) return guarded();
  int ends[2];
  if (::pipe(ends) != 0) return "pipe failed";
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    const gid_t nobody = 65534;
    const bool dropped = ::setgroups(0, nullptr) == 0 && ::setresgid(nobody, nobody, nobody) == 0 &&
                         ::setresuid(nobody, nobody, nobody) == 0;
    const std::string said = dropped ? guarded() : "could not give root's rights up";
    const bool written = ::write(ends[1], said.data(), said.size()) == static_cast<ssize_t>(said.size());
    ::_exit(written ? 0 : 1);
  }
  ::close(ends[1]);
  std::string said;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    said.append(buffer, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0 ? said : "the child broke: " + said;
}

Value shell_service(const std::string& name, const std::string& script, const Value& more) {
  Value spec{{"command", {"/bin/sh", "-c", script}}};
  spec.update(more);
  return {{"type", "workload"}, {"name", name}, {"spec", spec}};
}

Value shell_task(const std::string& name, const std::string& script, const Value& more) {
  Value spec{{"run", {{"command", {"/bin/sh", "-c", script}}}}};
  spec.update(more);
  return {{"type", "task"}, {"name", name}, {"spec", spec}};
}

std::vector<pid_t> processes_with(const std::string& text) {
  std::vector<pid_t> found;
  for (const pid_t pid : process_ids()) {
    const auto stat = read_process_stat(pid);
    if (pid == ::getpid() || !stat || !stat->runs()) continue;
    if (read_proc_file("/proc/" + std::to_string(pid) + "/cmdline").contains(text)) found.push_back(pid);
  }
  return found;
}

}  // namespace trimtab::test
