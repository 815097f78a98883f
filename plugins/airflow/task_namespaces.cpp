#include "task_namespaces.h"

#include <set>

#include "settings.h"

namespace trimtab::airflow {
namespace {

/// Roles that make pods, beside the triggerer, which waits for them: where tasks run, and who runs the executor.
std::vector<std::string> launching_roles(const View& spec) {
  std::vector<std::string> fields{"triggerer"};
  if (uses(spec, "celery")) fields.emplace_back("workers");
  if (uses(spec, "local") || uses(spec, "kubernetes")) fields.emplace_back("scheduler");
  return fields;
}

std::string own_account(const Platform& platform) {
  return platform.context.stack() + "-" + platform.context.component();
}

std::string account_of(const Platform& platform, const std::string& field) {
  return platform.context.spec().part(field).text("kubernetes/serviceAccount/name", own_account(platform));
}

/// The resources of one namespace begin alike, and within 30 characters.
std::string resource_name(const TaskNamespace& place, const std::string& what) {
  return shortened("task-" + place.name, 21) + what;
}

Manifest in_namespace(const TaskNamespace& place, const char* what, Json manifest) {
  manifest["metadata"]["namespace"] = place.name;
  return Manifest(resource_name(place, what), std::move(manifest)).from("/kubernetes/taskNamespaces");
}

Json named(const char* api_version, const char* kind, const std::string& name) {
  return {{"apiVersion", api_version}, {"kind", kind}, {"metadata", {{"name", name}}}};
}

Manifest role_in(const Platform& platform, const TaskNamespace& place) {
  const auto rule = [](const char* resource, Json verbs) {
    return Json{{"apiGroups", {""}}, {"resources", {resource}}, {"verbs", std::move(verbs)}};
  };
  Json role = named("rbac.authorization.k8s.io/v1", "Role", own_account(platform));
  role["rules"] = {rule("pods", {"create", "get", "list", "watch", "delete", "patch"}), rule("pods/log", {"get"}),
                   rule("pods/exec", {"create", "get"})};
  return in_namespace(place, ".role", std::move(role)).summary("pods in " + place.name + ", their logs and exec");
}

Manifest binding_in(const Platform& platform, const TaskNamespace& place) {
  std::set<std::string> accounts;
  for (const std::string& field : launching_roles(platform.context.spec()))
    accounts.insert(account_of(platform, field));
  Json binding = named("rbac.authorization.k8s.io/v1", "RoleBinding", own_account(platform));
  binding["roleRef"] = {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", own_account(platform)}};
  for (const std::string& account : accounts) {
    binding["subjects"].push_back(
        {{"kind", "ServiceAccount"}, {"name", account}, {"namespace", ref::stack_namespace()}});
  }
  return in_namespace(place, ".binding", std::move(binding))
      .needs("kubernetes/" + resource_name(place, ".role"))
      .summary("to the accounts of " + platform.context.component());
}

/// The component's own account once more: what a cloud gives to its annotations, tasks get too. No right of the cluster
/// comes with it.
Manifest account_in(const Platform& platform, const TaskNamespace& place) {
  Json account = named("v1", "ServiceAccount", own_account(platform));
  account["automountServiceAccountToken"] = false;
  const Json annotations = platform.context.spec().part("kubernetes/serviceAccount/annotations").json();
  if (!annotations.empty()) account["metadata"]["annotations"] = annotations;
  return in_namespace(place, ".account", std::move(account)).summary("that pods of tasks run as");
}

}  // namespace

std::vector<TaskNamespace> task_namespaces(const View& spec) {
  std::vector<TaskNamespace> places;
  if (!spec.has("kubernetes/taskNamespaces")) return places;
  const Json& said = spec.at("kubernetes/taskNamespaces");
  if (said.is_array()) {
    for (const Json& name : said) places.push_back({name.get<std::string>(), {}, {}});
    return places;
  }
  for (const auto& [name, about] : said.items()) {
    const View place(about.is_null() ? Json::object() : about);
    places.push_back({name, place.texts("copySecrets"), place.text("serviceAccount", "")});
  }
  return places;
}

std::string account_of_tasks(const Platform& platform, const TaskNamespace& place) {
  return place.account.empty() ? own_account(platform) : place.account;
}

void let_launch(Workload& workload, const Platform& platform, const std::string& field) {
  if (!platform.on_kubernetes() || task_namespaces(platform.context.spec()).empty()) return;
  for (const std::string& launching : launching_roles(platform.context.spec())) {
    if (launching != field) continue;
    Json block = platform.context.spec().part(field + "/kubernetes").json();
    block["serviceAccount"]["name"] = account_of(platform, field);
    block["serviceAccount"]["token"] = true;
    workload.set("kubernetes", std::move(block));
  }
}

void add_task_namespaces(const Platform& platform, Expansion& expansion) {
  for (const TaskNamespace& place : task_namespaces(platform.context.spec())) {
    expansion.add(role_in(platform, place));
    expansion.add(binding_in(platform, place));
    if (place.account.empty()) expansion.add(account_in(platform, place));
    for (const std::string& secret : place.secrets) {
      expansion.add(SecretCopy(shortened(resource_name(place, "." + secret), 30), secret, place.name)
                        .from("/kubernetes/taskNamespaces"));
    }
  }
}

}  // namespace trimtab::airflow
