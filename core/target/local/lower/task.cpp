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

}  // namespace

Result<std::vector<Object>> lower_task(const Resource& resource, Scene& scene) {
  Object object = object_of(resource, "task");
  const TextPlace place{std::string(resource.id.component()), 0, false};
  const Value& run = resource.spec.at("run");
  TRIMTAB_TRY(object.desired["run"], lowered_run(run, scene, place));
  TRIMTAB_TRY(object.desired["inputs"], scene.value(resource.spec.value("inputs", Value::object()), place));
  TRIMTAB_CHECK(add_uses(resource, scene, object.desired));
  if (resource.spec.contains("check")) {
    const Value check = with_settings_of(resource.spec.at("check"), run, {"user", "directory"});
    TRIMTAB_TRY(object.desired["check"], lowered_run(check, scene, place));
  }
  if (resource.spec.contains("undo")) {
    TextPlace in_undo = place;
    in_undo.keeps_previous = true;
    const Value undo = with_settings_of(resource.spec.at("undo"), run, {"user", "directory"});
    TRIMTAB_TRY(object.desired["undo"], lowered_run(undo, scene, in_undo));
  }
  TRIMTAB_CHECK(describe_task(resource, object));
  return std::vector{std::move(object)};
}

}  // namespace trimtab
