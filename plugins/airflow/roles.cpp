#include "roles.h"

#include <trimtab/local.hpp>

#include "settings.h"

namespace trimtab::airflow {
namespace {

/// $0 the generated passwords, $1 the file that Airflow opens for writing even when it has nothing to add, then the
/// command.
constexpr const char* with_passwords = R"(umask 077
cp "$0" "$1" || exit 1
shift
exec "$@")";

void add_role_secrets(const View& role, const std::string& name, Workload& workload, Expansion& expansion) {
  Secret secret(name + "-env");
  bool any = false;
  for (const char* field : {"secretEnv", "secretFiles"}) {
    const Json entries = role.part(field).json();
    for (const auto& [variable, source] : entries.items()) {
      any = true;
      secret.source(variable, source);
      const std::string file = ref::secret(name + "-env", variable);
      if (std::string(field) == "secretEnv") {
        workload.secret_env(variable, file);
      } else {
        workload.env(variable, file);
      }
    }
  }
  if (any) expansion.add(secret);
}

Probe heartbeat(const std::string& part, const std::string& field) {
  return Probe::http(ref::port("api"), "/api/v2/monitor/health")
      .equals("/" + part + "/status", "healthy")
      .newer_than_start("/" + part + "/" + field)
      .period("500ms")
      .timeout("5s")
      .says("heartbeat seen");
}

Workload api_server(const Platform& platform, Expansion& expansion) {
  const View& spec = platform.context.spec();
  expansion.add(LocalBlock(spec.part("apiServer"), "/apiServer").endpoint("api", 8080).protocol("http"));
  return role_workload(platform, "api-server", "apiServer",
                       {"/bin/sh", "-c", with_passwords, ref::secret("login", "passwords.json"),
                        ref::volume("home") + "/passwords.json", platform.environment.program("airflow"), "api-server"})
      .ready(Probe::http(ref::port("api"), "/api/v2/version").period("250ms").timeout("5s").says("answers"))
      .summary("REST API and web interface");
}

Workload scheduler(const Platform& platform, Expansion& expansion) {
  const View& spec = platform.context.spec();
  const std::int64_t replicas = spec.integer("scheduler/replicas", 1);
  expansion.add(LocalBlock(spec.part("scheduler"), "/scheduler")
                    .endpoint("scheduler-health", 8974)
                    .protocol("http")
                    .replicas(replicas));
  Workload workload =
      role_workload(platform, "scheduler", "scheduler", {platform.environment.program("airflow"), "scheduler"});
  workload.env("AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT", ref::port("scheduler-health"));
  if (uses(spec, "local")) {
    expansion.add(Endpoint("scheduler-log", 8793).bind_all().replicas(replicas));
    workload.env("AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT", ref::port("scheduler-log"));
  }
  return workload.ready(
      Probe::http(ref::port("scheduler-health"), "/health").period("250ms").timeout("5s").says("heartbeat seen"));
}

Workload dag_processor(const Platform& platform) {
  return role_workload(platform, "dag-processor", "dagProcessor",
                       {platform.environment.program("airflow"), "dag-processor"})
      .ready(heartbeat("dag_processor", "latest_dag_processor_heartbeat"));
}

Workload triggerer(const Platform& platform, Expansion& expansion) {
  const std::int64_t replicas = platform.context.spec().integer("triggerer/replicas", 1);
  expansion.add(LocalBlock(platform.context.spec().part("triggerer"), "/triggerer")
                    .endpoint("triggerer-log", 8794)
                    .bind_all()
                    .replicas(replicas));
  return role_workload(platform, "triggerer", "triggerer", {platform.environment.program("airflow"), "triggerer"})
      .env("AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT", ref::port("triggerer-log"))
      .ready(heartbeat("triggerer", "latest_triggerer_heartbeat"));
}

Workload flower(const Platform& platform, Expansion& expansion) {
  expansion.add(
      LocalBlock(platform.context.spec().part("flower"), "/flower").endpoint("flower", 5555).protocol("http"));
  return role_workload(platform, "flower", "flower", {platform.environment.program("airflow"), "celery", "flower"})
      .ready(Probe::http(ref::port("flower"), "/healthcheck").period("250ms").timeout("5s").says("answers"))
      .summary("Celery's web interface");
}

}  // namespace

Workload role_workload(const Platform& platform, const std::string& name, const std::string& field,
                       std::vector<std::string> command) {
  const View& spec = platform.context.spec();
  const View role = spec.part(field);
  Workload workload(name, std::move(command));
  workload.replicas(role.integer("replicas", 1))
      .startup(role.text("startTimeout", "2m"))
      .stop("TERM", role.text("stopTimeout", "60s"))
      .local(LocalBlock(role).process())
      .directory(ref::volume("home"))
      .needs("task/migrate")
      .from("/" + field);
  workload.env("PATH", platform.environment.path())
      .env("AIRFLOW_HOME", ref::volume("home"))
      .env("AIRFLOW_CONFIG", ref::config("airflow-cfg", "airflow.cfg"))
      .env("PYTHONUNBUFFERED", "1")
      .env("PYTHONDONTWRITEBYTECODE", "1")
      .env("LANG", "C.UTF-8")
      .env("NO_COLOR", "1");
  for (const View& part : {spec, role}) {
    const Json variables = part.part("env").json();
    for (const auto& [variable, value] : variables.items()) workload.env(variable, value.get<std::string>());
  }
  return workload;
}

std::vector<Workload> core_roles(const Platform& platform, Expansion& expansion) {
  const View& spec = platform.context.spec();
  std::vector<std::pair<std::string, Workload>> roles{{"apiServer", api_server(platform, expansion)},
                                                      {"scheduler", scheduler(platform, expansion)},
                                                      {"dagProcessor", dag_processor(platform)},
                                                      {"triggerer", triggerer(platform, expansion)}};
  if (uses(spec, "celery") && spec.boolean("flower/enabled")) roles.emplace_back("flower", flower(platform, expansion));
  std::vector<Workload> workloads;
  for (auto& [field, workload] : roles) {
    add_role_secrets(spec.part(field), workload.json().at("name"), workload, expansion);
    workloads.push_back(std::move(workload));
  }
  return workloads;
}

}  // namespace trimtab::airflow
