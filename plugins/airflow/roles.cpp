#include "roles.h"

#include <map>

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

/// Where secrets of the environment may stand in the spec, and the secret that holds those of it.
struct Place {
  const char* field;  // empty: the component itself
  const char* secret;
};

constexpr Place places[] = {{"", "env"},
                            {"apiServer", "api-server-env"},
                            {"scheduler", "scheduler-env"},
                            {"dagProcessor", "dag-processor-env"},
                            {"triggerer", "triggerer-env"},
                            {"workers", "worker-env"},
                            {"flower", "flower-env"}};

View part_at(const View& spec, const std::string& field) { return field.empty() ? spec : spec.part(field); }

/// One variable of the environment: its value, or the file that holds it.
struct Variable {
  std::string value;
  bool in_file = false;
};

void take_variables(const View& spec, const Place& place, std::map<std::string, Variable>& variables) {
  const View part = part_at(spec, place.field);
  const Json plain = part.part("env").json();
  for (const auto& [name, value] : plain.items()) variables[name] = {value.get<std::string>(), false};
  for (const char* field : {"secretEnv", "secretFiles"}) {
    const Json secrets = part.part(field).json();
    for (const auto& [name, source] : secrets.items())
      variables[name] = {ref::secret(place.secret, name), std::string(field) == "secretEnv"};
  }
}

/// The component's variables, then the role's, which win.
void set_variables(const View& spec, const std::string& field, Workload& workload) {
  std::map<std::string, Variable> variables;
  for (const Place& place : places)
    if (std::string(place.field).empty() || place.field == field) take_variables(spec, place, variables);
  for (const auto& [name, variable] : variables) {
    if (variable.in_file) {
      workload.secret_env(name, variable.value);
    } else {
      workload.env(name, variable.value);
    }
  }
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
  set_variables(spec, field, workload);
  return workload;
}

void add_role_secrets(const ExpandContext& context, Expansion& expansion) {
  for (const Place& place : places) {
    const View part = part_at(context.spec(), place.field);
    Secret secret(place.secret);
    bool any = false;
    for (const char* field : {"secretEnv", "secretFiles"}) {
      const Json sources = part.part(field).json();
      for (const auto& [variable, source] : sources.items()) secret.source(variable, source);
      any = any || !sources.empty();
    }
    const std::string field = place.field;
    if (any) expansion.add(secret.from(field.empty() ? "/secretEnv" : "/" + field));
  }
}

std::vector<Workload> core_roles(const Platform& platform, Expansion& expansion) {
  const View& spec = platform.context.spec();
  std::vector<Workload> workloads{api_server(platform, expansion), scheduler(platform, expansion),
                                  dag_processor(platform), triggerer(platform, expansion)};
  if (uses(spec, "celery") && spec.boolean("flower/enabled")) workloads.push_back(flower(platform, expansion));
  return workloads;
}

}  // namespace trimtab::airflow
