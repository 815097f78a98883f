#include "task_pods.h"

#include <algorithm>
#include <cctype>

#include "dags.h"
#include "image.h"
#include "task_namespaces.h"

namespace trimtab::airflow {
namespace {

std::string image_of_tasks(const Platform& platform) {
  const View& spec = platform.context.spec();
  const View image = spec.part("taskPods/image");
  if (image.json().empty()) return platform.environment.image;
  return image_name(image, spec.text("image/repository"), platform.environment.version);
}

/// "AIRFLOW__CORE__PARALLELISM", as Airflow looks for a setting in the environment.
std::string variable_of(const std::string& section, const std::string& option) {
  std::string name = "AIRFLOW__" + section + "__" + option;
  for (char& c : name) c = c == '.' || c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return name;
}

/// A task's pod asks the API server for everything, so it needs neither the database nor a key: what it does need fits
/// into variables, and nothing has to be copied for it but secrets of the user's own.
Json environment_of_tasks(const Platform& platform) {
  const View& spec = platform.context.spec();
  std::map<std::string, std::string> plain{
      {"AIRFLOW_HOME", platform.environment.home()},
      {"AIRFLOW__CORE__DAGS_FOLDER", dags_folder(platform.context)},
      {"AIRFLOW__CORE__EXECUTION_API_SERVER_URL", api_server_url(spec) + "/execution/"},
      {"AIRFLOW__CORE__LOAD_EXAMPLES", "False"},
      {"AIRFLOW__LOGGING__BASE_LOG_FOLDER", std::string(home_in_image) + "/logs"},
      {"AIRFLOW__USAGE_DATA_COLLECTION__ENABLED", "False"}};
  const Json config = spec.part("config").json();
  for (const auto& [section, options] : config.items())
    for (const auto& [option, value] : options.items()) plain[variable_of(section, option)] = text_of_setting(value);
  for (const auto& [option, value] : remote_logging(spec)) plain[variable_of("logging", option)] = value;
  const Json own = spec.part("env").json();
  for (const auto& [name, value] : own.items()) plain[name] = value.get<std::string>();

  Json variables = Json::array();
  for (const auto& [name, value] : plain) variables.push_back({{"name", name}, {"value", value}});
  const Json secret = spec.part("secretEnv").json();
  for (const auto& [name, source] : secret.items()) {
    const Json key{{"name", ref::object_of_secret("env")}, {"key", name}};
    variables.push_back({{"name", name}, {"valueFrom", {{"secretKeyRef", key}}}});
  }
  return variables;
}

Json container_of(const Platform& platform) {
  const View block = platform.context.spec().part("taskPods/kubernetes");
  Json container{{"name", "base"},  // by this name Airflow finds it
                 {"image", image_of_tasks(platform)},
                 {"env", environment_of_tasks(platform)},
                 {"securityContext", {{"allowPrivilegeEscalation", false}, {"capabilities", {{"drop", {"ALL"}}}}}}};
  if (block.has("resources")) container["resources"] = block.at("resources");
  if (block.has("pullPolicy")) container["imagePullPolicy"] = block.at("pullPolicy");
  if (block.has("volumeMounts")) container["volumeMounts"] = block.at("volumeMounts");
  if (block.has("securityContext")) container["securityContext"].update(block.at("securityContext"), true);
  return container;
}

Json spec_of(const Platform& platform) {
  const View block = platform.context.spec().part("taskPods/kubernetes");
  const std::vector<TaskNamespace> places = task_namespaces(platform.context.spec());
  Json spec{{"restartPolicy", "Never"},
            {"serviceAccountName", account_of_tasks(platform, places.front())},
            {"automountServiceAccountToken", !places.front().account.empty()},
            {"enableServiceLinks", false},
            {"securityContext",
             {{"runAsNonRoot", true},
              {"runAsUser", account_in_image},
              {"runAsGroup", group_in_image},
              {"fsGroup", group_in_image},
              {"seccompProfile", {{"type", "RuntimeDefault"}}}}},
            {"containers", Json::array({container_of(platform)})}};
  for (const char* key : {"nodeSelector", "affinity", "tolerations", "topologySpreadConstraints", "priorityClassName",
                          "volumes", "initContainers"}) {
    if (block.has(key)) spec[key] = block.at(key);
  }
  if (block.has("podSecurityContext")) spec["securityContext"].update(block.at("podSecurityContext"), true);
  for (const std::string& name : block.texts("imagePullSecrets")) spec["imagePullSecrets"].push_back({{"name", name}});
  return spec;
}

bool has_names(const Json& list) {
  return !list.empty() &&
         std::all_of(list.begin(), list.end(), [](const Json& entry) { return entry.contains("name"); });
}

/// As Kubernetes merges: entries of a list are told apart by their names, where they have some.
void merge(const Json& theirs, Json& ours) {
  if (theirs.is_object() && ours.is_object()) {
    for (const auto& [key, value] : theirs.items()) {
      if (value.is_null()) {
        ours.erase(key);
      } else {
        merge(value, ours[key]);
      }
    }
  } else if (theirs.is_array() && ours.is_array() && has_names(theirs) && has_names(ours)) {
    for (const Json& entry : theirs) {
      const auto same =
          std::find_if(ours.begin(), ours.end(), [&](const Json& one) { return one.at("name") == entry.at("name"); });
      if (same == ours.end()) {
        ours.push_back(entry);
      } else {
        merge(entry, *same);
      }
    }
  } else {
    ours = theirs;
  }
}

}  // namespace

void add_executor_settings(const Platform& platform, Sections& sections) {
  const View& spec = platform.context.spec();
  if (!uses(spec, "kubernetes")) return;
  Section& executor = sections["kubernetes_executor"];
  std::string names;
  const std::vector<TaskNamespace> places = task_namespaces(spec);
  for (const TaskNamespace& place : places) names += (names.empty() ? "" : ",") + place.name;
  executor["namespace"] = places.front().name;
  if (places.size() > 1) {
    executor["multi_namespace_mode"] = "True";
    executor["multi_namespace_mode_namespace_list"] = names;
  }
  const std::string when = spec.text("taskPods/delete", "on-success");
  executor["delete_worker_pods"] = when == "never" ? "False" : "True";
  executor["delete_worker_pods_on_failure"] = when == "always" ? "True" : "False";
  executor["in_cluster"] = "True";
}

Config pod_template(const Platform& platform) {
  const View block = platform.context.spec().part("taskPods/kubernetes");
  Json labels{{"app.kubernetes.io/name", platform.context.component()},
              {"app.kubernetes.io/instance", platform.context.stack()},
              {"app.kubernetes.io/component", "task"}};
  labels.update(block.part("podLabels").json());
  Json metadata{{"name", "task"}, {"labels", std::move(labels)}};
  if (block.has("podAnnotations")) metadata["annotations"] = block.at("podAnnotations");
  Json pod{{"apiVersion", "v1"}, {"kind", "Pod"}, {"metadata", metadata}, {"spec", spec_of(platform)}};
  merge(platform.context.spec().part("taskPods/template").json(), pod);
  // JSON is YAML.
  return Config("pod-template").file("pod.yaml", pod.dump(2) + "\n").from("/taskPods");
}

}  // namespace trimtab::airflow
