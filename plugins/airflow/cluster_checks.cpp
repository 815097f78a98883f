#include "cluster_checks.h"

#include "git_dags.h"
#include "settings.h"
#include "task_namespaces.h"

namespace trimtab::airflow {
namespace {

bool pods_are_described(const View& pods) {
  for (const auto& [field, value] : pods.json().items()) {
    if (field == "kubernetes" || field == "image") continue;
    if (field != "delete" || value != "on-success") return true;
  }
  return pods.has("image/tag") || pods.has("image/digest") || pods.has("image/repository");
}

}  // namespace

void check_pods_of_tasks(const ExpandContext& context, Expansion& expansion) {
  const View& spec = context.spec();
  if (!uses(spec, "kubernetes")) {
    if (!pods_are_described(spec.part("taskPods"))) return;
    expansion.say(Diagnostic::error("E0473", "no task has a pod of its own without the kubernetes executor")
                      .at("/taskPods")
                      .next("remove \"taskPods\", or write \"executor: kubernetes\""));
    return;
  }
  if (!context.on_kubernetes()) {
    throw Problem(Diagnostic::error("E0474", "the kubernetes executor needs a cluster")
                      .at("/executor")
                      .next("write \"executor: local\" or \"executor: celery\""));
  }
  const std::vector<TaskNamespace> places = task_namespaces(spec);
  if (places.empty()) {
    throw Problem(Diagnostic::error("E0475", "where pods of tasks may be made is not said")
                      .at("/executor")
                      .why("Airflow gets rights in namespaces of tasks, never in its own")
                      .next("write \"kubernetes: {taskNamespaces: [" + context.stack() + "-tasks]}\""));
  }
  for (const TaskNamespace& place : places) {
    if (place.account == places.front().account) continue;
    expansion.say(Diagnostic::error("E0476", "pods of tasks run as one account, and two are named")
                      .at("/kubernetes/taskNamespaces/" + place.name)
                      .why("the kubernetes executor makes all of them after one template"));
  }
  if (dags_from_git(spec)) {
    expansion.say(Diagnostic::error("E0496", "pods of tasks do not fetch DAGs from git yet")
                      .at("/dags")
                      .next("bake the DAGs into the image and write \"dags: {image: {path: /opt/airflow/dags}}\""));
  }
  if (context.claims("dags")) {
    expansion.say(Diagnostic::error("E0477", "a pod in another namespace cannot mount the volume of the DAGs")
                      .at("/dags")
                      .next("bake the DAGs into the image and write \"dags: {image: {path: /opt/airflow/dags}}\""));
  }
}

void check_logs(const View& spec, Expansion& expansion) {
  if (spec.text("logs/storage/access", "rwx") != "rwx") {
    expansion.say(Diagnostic::error("E0478", "logs are written and read by several pods")
                      .at("/logs/storage/access")
                      .next("write \"access: rwx\" and a storage class that can do it"));
  }
  if (spec.has("logs/remote")) return;
  const bool in_pods = uses(spec, "kubernetes");
  if (!in_pods && spec.has("logs/storage")) return;
  expansion.say(Diagnostic::warning("W0479", "logs of tasks go with the pods that wrote them")
                    .at(spec.has("logs") ? "/logs" : "/executor")
                    .next(in_pods ? "write \"logs: {remote: {url: …, connection: …}}\""
                                  : "write \"logs: {storage: {}}\", or \"logs: {remote: {url: …, connection: …}}\""));
}

void check_packages(const View& spec, Expansion& expansion) {
  const auto refuse = [&](const std::string& field) {
    expansion.say(Diagnostic::error("E0472", "packages stand in the image, and \"" + field + "\" has no effect on them")
                      .at("/" + field)
                      .next("build an image on apache/airflow with them, and name it in \"image\""));
  };
  if (!spec.part("packages").json().empty()) refuse("packages");
  if (spec.text("python", "/usr/bin/python3") != "/usr/bin/python3") refuse("python");
}

}  // namespace trimtab::airflow
