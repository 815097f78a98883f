#include "core/target/local/lower/lower.h"
#include "core/target/local/lower/run.h"

namespace trimtab {
namespace {

/// What the task depends on beside its text, and the directories whose loss makes it undone.
Status add_uses(const Resource& resource, Scene& scene, Value& desired) {
  Value uses = Value::object();
  Value volumes = Value::array();
  TRIMTAB_TRY(const auto used, used_by(resource, scene));
  for (const auto& [id, found] : used) {
    if (id == resource.id) continue;  // its own log
    if (id.type() == "volume") {
      TRIMTAB_TRY(const std::vector<Object> objects, lower_resource(*found, scene));
      volumes.push_back(objects.front().desired.at("path"));
    } else if (id.type() != "endpoint" && id.type() != "slot") {  // their numbers stand in the text
      TRIMTAB_TRY(uses[id.text()], scene.use_digest(*found));
    }
  }
  desired["uses"] = std::move(uses);
  desired["volumes"] = std::move(volumes);
  return {};
}

/// A command that takes a run's environment where it says nothing itself.
Value with_environment_of(Value command, const Value& run) {
  for (const char* key : {"env", "secret_env"}) {
    Value merged = run.value(key, Value::object());
    merged.update(command.value(key, Value::object()));
    command[key] = std::move(merged);
  }
  for (const char* key : {"user", "directory"}) {
    if (!command.contains(key) && run.contains(key)) command[key] = run.at(key);
  }
  return command;
}

}  // namespace

Result<std::vector<Object>> lower_task(const Resource& resource, Scene& scene) {
  Object object = object_of(resource, "task");
  const TextPlace place{std::string(resource.id.component()), 0, false};
  const Value& run = resource.spec.at("run");
  TRIMTAB_TRY(object.desired["run"], lowered_run(run, scene, place));
  TRIMTAB_TRY(object.desired["inputs"], scene.value(resource.spec.value("inputs", Value::object()), place));
  TRIMTAB_CHECK(add_uses(resource, scene, object.desired));
  if (resource.spec.contains("check")) {
    const Value check = with_environment_of(resource.spec.at("check"), run);
    TRIMTAB_TRY(object.desired["check"], lowered_run(check, scene, place));
  }
  if (resource.spec.contains("undo")) {
    TextPlace in_undo = place;
    in_undo.keeps_previous = true;
    const Value undo = with_environment_of(resource.spec.at("undo"), run);
    TRIMTAB_TRY(object.desired["undo"], lowered_run(undo, scene, in_undo));
  }
  const auto back = task_back_from(resource.spec.value("back", std::string("keep")));
  if (!back) return fail(Errc::invalid, "E0737", "back is rerun, undo, keep or none");
  object.back = *back;
  for (const Value& name : resource.spec.value("while_down", Value::array())) {
    TRIMTAB_TRY(const Id id, named_resource(name.get<std::string>(), resource.id.component()));
    object.while_down.push_back(id);
  }
  TRIMTAB_TRY(const std::int64_t timeout, milliseconds(run, "timeout", 600'000));
  object.timeout = Duration(timeout);
  if (object.summary.empty()) object.summary = resource.spec.value("description", std::string());
  return std::vector{std::move(object)};
}

}  // namespace trimtab
