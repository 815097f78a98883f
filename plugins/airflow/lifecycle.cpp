#include "lifecycle.h"

#include "dags.h"
#include "image.h"
#include "settings.h"

namespace trimtab::airflow {
namespace {

/// Only what the schema depends on: a changed setting of a role is no reason to migrate.
Run database_command(const Platform& platform, std::vector<std::string> words) {
  const Environment& environment = platform.environment;
  Run run(environment.command(std::move(words)));
  if (!environment.in_image()) run.env("PATH", environment.path());
  put_into_image(run, environment, platform.context.spec());
  return run.env("AIRFLOW_HOME", environment.home())
      .env("AIRFLOW_CONFIG", "/dev/null")
      .env("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD", "cat " + ref::secret("connections", "database"))
      .env("AIRFLOW__CORE__FERNET_KEY_CMD", "cat " + ref::secret("keys", "fernet"))
      .env("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
      .env("AIRFLOW__LOGGING__BASE_LOG_FOLDER", logs_folder(platform.context))
      .env("PYTHONDONTWRITEBYTECODE", "1")
      .env("LANG", "C.UTF-8")
      .directory(environment.home())
      .timeout("15m");
}

/// Who may start a DAG, by role; the strongest first.
std::string trigger_user(const Platform& platform) {
  const Json users = platform.context.spec().part("auth/users").json();
  for (const char* role : {"admin", "op", "user"})
    for (const auto& [name, person] : users.items())
      if (person.value("role", "") == role) return name;
  throw Problem(Diagnostic::error("E0421", "nobody in auth.users may run the DAG of smoke")
                    .at("/smoke")
                    .why("a viewer cannot start a DAG"));
}

}  // namespace

Task migration(const Platform& platform, const std::vector<Workload>& roles) {
  const Environment& environment = platform.environment;
  const std::string airflow = environment.program("airflow");
  Task task("migrate",
            environment.in_image()
                ? database_command(platform, {"/bin/sh", ref::config("scripts", "migrate.sh"), environment.version})
                : database_command(platform, {airflow, "db", "migrate"}));
  if (!environment.in_image()) task.needs("task/environment");
  task.undo(database_command(platform, {airflow, "db", "downgrade", "--to-version", ref::previous("version"), "--yes"}))
      .input("version", environment.version)
      .from("/version")
      .description("airflow db migrate")
      .summary("airflow db migrate, to the schema of " + platform.environment.version);
  // Code of one version on the schema of another exits or does harm: nothing of the platform runs meanwhile.
  for (const Workload& role : roles) task.while_down(role.id());
  return task;
}

Task smoke_test(const Platform& platform, const std::vector<Workload>& roles) {
  const View smoke = platform.context.spec().part("smoke");
  const std::string dag = smoke.text("dag");
  const std::string user = trigger_user(platform);
  const std::int64_t seconds = seconds_of(smoke.text("timeout", "5m"));
  const Json wanted{{"url", api_server_url(platform.context.spec())},
                    {"user", user},
                    {"password_file", ref::secret("users", user)},
                    {"dag", dag},
                    {"conf", smoke.part("conf").json()},
                    {"expect", smoke.part("expect").json()},
                    {"timeout", seconds}};
  Run run(platform.environment.command(
      {platform.environment.program("python"), ref::config("scripts", "smoke.py"), wanted.dump()}));
  put_into_image(run, platform.environment, platform.context.spec());
  // The script says what was missing when its time is over, so it needs a moment more than that.
  run.env("LANG", "C.UTF-8").timeout(std::to_string(seconds + 30) + "s");
  Task task("smoke", run);
  // Whatever makes a role another one makes this another task: it runs after every change.
  Json changed = Json::array({ref::config("airflow-cfg", "airflow.cfg")});
  if (platform.on_kubernetes()) {
    // There the path of a file says nothing about what is in it.
    for (const char* field : {"config", "url", "auth", "logs"})
      changed.push_back(platform.context.spec().part(field).json());
  }
  changed.push_back(dags_identity(platform.context));
  for (const Workload& role : roles) {
    changed.push_back(literal(role.json().at("spec").dump()));
    task.needs(role.id());
  }
  return task.input("after", std::move(changed))
      .back(Back::keep)
      .from("/smoke")
      .description("DAG " + dag)
      .summary("runs DAG " + dag + " and waits for its end");
}

}  // namespace trimtab::airflow
