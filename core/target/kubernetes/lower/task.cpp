#include <algorithm>

#include "core/support/digest.h"
#include "core/support/text.h"
#include "core/target/kubernetes/lower/lower.h"
#include "core/target/kubernetes/lower/pod.h"
#include "core/target/kubernetes/lower/pod_settings.h"
#include "core/target/kubernetes/lower/service_account.h"
#include "core/target/kubernetes/lower/sidecar.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

std::string as_words(const Value& command) {
  std::string words;
  for (const Value& word : command) words += (words.empty() ? "" : " ") + shell_quoted(word.get<std::string>());
  return words;
}

/// The run, behind its check: what is done already is not done again, whoever starts the Job.
Value checked(Value run, const Value& spec) {
  if (!spec.contains("check")) return run;
  const std::string script =
      "if " + as_words(spec.at("check").at("command")) + "; then exit 0; fi\nexec " + as_words(run.at("command"));
  run["command"] = {"/bin/sh", "-c", script};
  return run;
}

Result<Value> job_of(const Resource& resource, const Value& run, KubeScene& scene, const PodPlace& place) {
  TRIMTAB_TRY(Value pod, pod_of(resource, run, scene, place));
  pod["restartPolicy"] = "Never";
  TRIMTAB_TRY(const std::int64_t timeout, milliseconds(run, "timeout", 600'000));
  Value metadata = pod_metadata(run.value("kubernetes", Value::object()), labels_of(scene.stack(), resource.id));
  return Value{{"apiVersion", "batch/v1"},
               {"kind", "Job"},
               {"spec",
                {{"backoffLimit", 0},
                 {"activeDeadlineSeconds", std::max<std::int64_t>(1, timeout / 1000)},
                 {"template", {{"metadata", std::move(metadata)}, {"spec", std::move(pod)}}}}}};
}

}  // namespace

/// The Job's name follows from all that makes it this task, so that a Job with that name that succeeded is its result.
Result<std::vector<Object>> lower_kube_task(const Resource& resource, KubeScene& scene) {
  constexpr std::size_t digits = 8;
  PodPlace place{std::string(resource.id.component()), nullptr, false};
  const Value& run = resource.spec.at("run");
  TRIMTAB_TRY(Value job, job_of(resource, checked(run, resource.spec), scene, place));
  TRIMTAB_TRY(const Value inputs, scene.value(resource.spec.value("inputs", Value::object()), place));
  const std::string digest = digest_of(Value{{"job", job}, {"inputs", inputs}}).substr(0, digits);
  const Id named(resource.id.component(), resource.id.type(), resource.id.name(), digest);
  job["metadata"]["name"] = native_name(scene.stack(), named);
  Object object = manifest_object(resource, scene, std::move(job));
  object.driver = "task";
  object.desired["inputs"] = inputs;
  if (resource.spec.contains("undo")) {
    place.keeps_previous = true;
    const Value undo = with_settings_of(resource.spec.at("undo"), run, {"image", "account", "directory", "kubernetes"});
    TRIMTAB_TRY(object.desired["undo"], job_of(resource, undo, scene, place));
  }
  TRIMTAB_CHECK(describe_task(resource, object));
  TRIMTAB_CHECK(need_sidecars(resource, run, scene, object));
  std::vector<Object> objects{std::move(object)};
  TRIMTAB_CHECK(add_service_account(resource, run.value("kubernetes", Value::object()), scene, objects));
  return objects;
}

}  // namespace trimtab
