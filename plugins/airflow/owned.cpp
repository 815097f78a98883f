#include "owned.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace trimtab::airflow {
namespace {

struct Owned {
  const char* section;
  const char* option;
  const char* reason;
};

constexpr const char* health = "it is how trimtab sees that the scheduler works";
constexpr const char* directory = "it lies in the stack's directory";

constexpr std::array<Owned, 40> owned{{
    {"core", "executor", "use executor"},
    {"core", "dags_folder", "use dags"},
    {"core", "fernet_key", "use secrets.fernetKey"},
    {"core", "auth_manager", "use auth.manager"},
    {"core", "simple_auth_manager_users", "use auth.users"},
    {"core", "simple_auth_manager_passwords_file", "use auth.users"},
    {"core", "simple_auth_manager_all_admins", "use auth.users"},
    {"core", "execution_api_server_url", "use apiServer.local.port"},
    {"database", "sql_alchemy_conn", "use database"},
    {"celery", "broker_url", "use broker"},
    {"celery", "result_backend", "use database"},
    {"celery", "worker_concurrency", "use workers.concurrency"},
    {"celery", "flower_host", "use flower.local.bind"},
    {"celery", "flower_port", "use flower.local.port"},
    {"celery", "flower_basic_auth", "use flower.password"},
    {"api", "host", "use apiServer.local.bind"},
    {"api", "port", "use apiServer.local.port"},
    {"api", "base_url", "use url"},
    {"api", "secret_key", "use secrets.apiSecretKey"},
    {"api_auth", "jwt_secret", "use secrets.jwtSecret"},
    {"logging", "base_log_folder", directory},
    {"logging", "remote_logging", "use logs.remote"},
    {"logging", "remote_base_log_folder", "use logs.remote.url"},
    {"logging", "remote_log_conn_id", "use logs.remote.connection"},
    {"logging", "worker_log_server_port", "use workers.local.port"},
    {"logging", "trigger_log_server_port", "use triggerer.local.port"},
    {"scheduler", "enable_health_check", health},
    {"scheduler", "scheduler_health_check_server_host", "use scheduler.local.bind"},
    {"scheduler", "scheduler_health_check_server_port", "use scheduler.local.port"},
    {"dag_processor", "refresh_interval", "use dagRefresh"},
    {"dag_processor", "dag_bundle_config_list", "use dags"},
    {"kubernetes_executor", "namespace", "use kubernetes.taskNamespaces"},
    {"kubernetes_executor", "multi_namespace_mode", "use kubernetes.taskNamespaces"},
    {"kubernetes_executor", "multi_namespace_mode_namespace_list", "use kubernetes.taskNamespaces"},
    {"kubernetes_executor", "pod_template_file", "use taskPods"},
    {"kubernetes_executor", "worker_container_repository", "use taskPods.image"},
    {"kubernetes_executor", "worker_container_tag", "use taskPods.image"},
    {"kubernetes_executor", "delete_worker_pods", "use taskPods.delete"},
    {"kubernetes_executor", "delete_worker_pods_on_failure", "use taskPods.delete"},
    {"kubernetes_executor", "in_cluster", "its pods are in the cluster"},
}};

bool drop_end(std::string& text, const std::string& end) {
  if (text.size() <= end.size() || text.compare(text.size() - end.size(), end.size(), end) != 0) return false;
  text.erase(text.size() - end.size());
  return true;
}

const char* found(const std::string& section, const std::string& option) {
  const auto* rule = std::find_if(owned.begin(), owned.end(),
                                  [&](const Owned& one) { return section == one.section && option == one.option; });
  return rule == owned.end() ? nullptr : rule->reason;
}

}  // namespace

std::string lower_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

const char* reason_against_setting(std::string section, std::string option) {
  section = lower_case(std::move(section));
  option = lower_case(std::move(option));
  // Some names end so by themselves: first as it is.
  if (const char* reason = found(section, option)) return reason;
  if (drop_end(option, "_cmd") || drop_end(option, "_secret")) return found(section, option);
  return nullptr;
}

const char* reason_against_variable(const std::string& variable) {
  if (variable == "AIRFLOW_HOME" || variable == "AIRFLOW_CONFIG") return directory;
  const std::string start = "AIRFLOW__";
  if (variable.compare(0, start.size(), start) != 0) return nullptr;
  const std::size_t middle = variable.find("__", start.size());
  if (middle == std::string::npos) return nullptr;
  return reason_against_setting(variable.substr(start.size(), middle - start.size()), variable.substr(middle + 2));
}

}  // namespace trimtab::airflow
