#include "roles.h"

#include <map>

#include <trimtab/local.hpp>

#include "git_dags.h"
#include "image.h"
#include "settings.h"
#include "task_namespaces.h"

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

/// A program that reports itself in the database and answers nobody.
struct Reporter {
  const char* part;     ///< of the API server's report
  const char* field;    ///< its time in there
  const char* job;      ///< in the database
  const char* section;  ///< of airflow.cfg
  const char* option;   ///< in it: seconds after which it counts as gone
};

constexpr Reporter dag_processor_reports{"dag_processor", "latest_dag_processor_heartbeat", "DagProcessorJob",
                                         "dag_processor", "health_check_threshold"};
constexpr Reporter triggerer_reports{"triggerer", "latest_triggerer_heartbeat", "TriggererJob", "triggerer",
                                     "triggerer_health_check_threshold"};

std::string seconds_until_gone(const View& spec, const Reporter& reporter) {
  const std::string place = std::string("config/") + reporter.section + "/" + reporter.option;
  if (!spec.has(place)) return "30";
  const Json& value = spec.at(place);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// The API server knows one heartbeat of all copies; in a cluster each pod is asked for its own.
Workload& with_heartbeat(Workload& workload, const Platform& platform, const Reporter& reporter) {
  if (!platform.on_kubernetes()) {
    const std::string part = std::string("/") + reporter.part;
    return workload.ready(Probe::http(ref::port("api"), "/api/v2/monitor/health")
                              .equals(part + "/status", "healthy")
                              .newer_than_start(part + "/" + reporter.field)
                              .period("500ms")
                              .timeout("5s")
                              .says("heartbeat seen"));
  }
  Probe probe = Probe::exec({platform.environment.program("python"), ref::config("scripts", "heartbeat.py"),
                             ref::secret("connections", "database"), reporter.job,
                             seconds_until_gone(platform.context.spec(), reporter)})
                    .period("10s")
                    .timeout("10s")
                    .says("heartbeat seen");
  workload.ready(probe);
  return workload.live(probe.period("60s").threshold(5));
}

/// Who reads DAG files: the scheduler only where tasks run in it.
bool reads_dags(const View& spec, const std::string& field) {
  if (field == "scheduler") return uses(spec, "local");
  return field == "dagProcessor" || field == "triggerer" || field == "workers";
}

Workload api_server(const Platform& platform, Expansion& expansion) {
  const View& spec = platform.context.spec();
  const Environment& environment = platform.environment;
  expansion.add(platform.endpoint("api", 8080, spec.part("apiServer"), "/apiServer").protocol("http"));
  Workload workload =
      role_workload(platform, "api-server", "apiServer",
                    {"/bin/sh", "-c", with_passwords, ref::secret("login", "passwords.json"),
                     environment.home() + "/passwords.json", environment.program("airflow"), "api-server"});
  Probe answers = Probe::http(ref::port("api"), "/api/v2/version");
  answers.period(platform.pace("250ms", "5s")).timeout("5s").says("answers");
  workload.ready(answers).summary("REST API and web interface");
  if (platform.on_kubernetes()) workload.serves("endpoint/api").live(answers.period("20s").threshold(6));
  return workload;
}

Workload scheduler(const Platform& platform, Expansion& expansion) {
  const View& spec = platform.context.spec();
  const std::int64_t replicas = spec.integer("scheduler/replicas", 1);
  expansion.add(platform.endpoint("scheduler-health", 8974, spec.part("scheduler"), "/scheduler")
                    .protocol("http")
                    .replicas(replicas));
  Workload workload =
      role_workload(platform, "scheduler", "scheduler", {platform.environment.program("airflow"), "scheduler"});
  workload.env("AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT", ref::port("scheduler-health"));
  if (uses(spec, "local")) {
    expansion.add(Endpoint("scheduler-log", 8793).bind_all().replicas(replicas));
    workload.env("AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT", ref::port("scheduler-log"));
    if (platform.on_kubernetes()) workload.serves("endpoint/scheduler-log");
  }
  if (uses(spec, "kubernetes"))
    workload.env("AIRFLOW__KUBERNETES_EXECUTOR__POD_TEMPLATE_FILE", ref::config("pod-template", "pod.yaml"));
  Probe heartbeat = Probe::http(ref::port("scheduler-health"), "/health");
  heartbeat.period(platform.pace("250ms", "5s")).timeout("5s").says("heartbeat seen");
  workload.ready(heartbeat);
  if (platform.on_kubernetes()) workload.serves("endpoint/scheduler-health").live(heartbeat.period("60s").threshold(5));
  return workload;
}

Workload dag_processor(const Platform& platform) {
  Workload workload = role_workload(platform, "dag-processor", "dagProcessor",
                                    {platform.environment.program("airflow"), "dag-processor"});
  return with_heartbeat(workload, platform, dag_processor_reports);
}

Workload triggerer(const Platform& platform, Expansion& expansion) {
  const std::int64_t replicas = platform.context.spec().integer("triggerer/replicas", 1);
  expansion.add(platform.endpoint("triggerer-log", 8794, platform.context.spec().part("triggerer"), "/triggerer")
                    .bind_all()
                    .replicas(replicas));
  Workload workload =
      role_workload(platform, "triggerer", "triggerer", {platform.environment.program("airflow"), "triggerer"})
          .env("AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT", ref::port("triggerer-log"));
  if (platform.on_kubernetes()) workload.serves("endpoint/triggerer-log");
  return with_heartbeat(workload, platform, triggerer_reports);
}

Workload flower(const Platform& platform, Expansion& expansion) {
  expansion.add(platform.endpoint("flower", 5555, platform.context.spec().part("flower"), "/flower").protocol("http"));
  Workload workload =
      role_workload(platform, "flower", "flower", {platform.environment.program("airflow"), "celery", "flower"});
  Probe answers = Probe::http(ref::port("flower"), "/healthcheck");
  answers.period(platform.pace("250ms", "5s")).timeout("5s").says("answers");
  workload.ready(answers).summary("Celery's web interface");
  if (platform.on_kubernetes()) workload.serves("endpoint/flower").live(answers.period("60s").threshold(5));
  return workload;
}

}  // namespace

Endpoint Platform::endpoint(const std::string& name, int usual, const View& role, const std::string& pointer) const {
  return on_kubernetes() ? Endpoint(name, usual) : LocalBlock(role, pointer).endpoint(name, usual);
}

Workload role_workload(const Platform& platform, const std::string& name, const std::string& field,
                       std::vector<std::string> command) {
  const View& spec = platform.context.spec();
  const View role = spec.part(field);
  const Environment& environment = platform.environment;
  if (reads_dags(spec, field)) command = with_dags(platform.context, std::move(command));
  Workload workload(name, environment.command(std::move(command)));
  workload.replicas(role.integer("replicas", 1))
      .startup(role.text("startTimeout", "2m"))
      .stop("TERM", role.text("stopTimeout", "60s"))
      .directory(environment.home())
      .needs("task/migrate")
      .from("/" + field);
  if (!environment.in_image()) workload.local(LocalBlock(role).process()).env("PATH", environment.path());
  put_into_image(workload, environment, role);
  const std::string publisher = reads_dags(spec, field) ? publisher_of_dags(spec) : std::string();
  if (!publisher.empty()) workload.needs(publisher);
  let_launch(workload, platform, field);
  workload.env("AIRFLOW_HOME", environment.home())
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
    if (!any) continue;
    if (field.empty() && uses(context.spec(), "kubernetes")) {
      for (const TaskNamespace& tasks : task_namespaces(context.spec())) secret.also_in(tasks.name);
    }
    expansion.add(secret.from(field.empty() ? "/secretEnv" : "/" + field));
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
