#include "airflow.h"

#include "checks.h"
#include "dags.h"
#include "environment.h"
#include "git_dags.h"
#include "lifecycle.h"
#include "roles.h"
#include "schema.h"
#include "secrets.h"
#include "settings.h"
#include "task_namespaces.h"
#include "task_pods.h"

namespace trimtab::airflow {
namespace {

void warn_of_open_ports(const std::vector<Workload>& workers, Expansion& expansion) {
  expansion.say(
      Diagnostic::note("N0436", workers.empty()
                                    ? "Airflow's log servers bind every address of this machine"
                                    : "the log servers of workers and triggerer bind every address of this machine")
          .why("Airflow has no setting for it; requests need a token signed with the api secret key"));
}

void add_logs(const ExpandContext& context, Expansion& expansion) {
  const View storage = context.spec().part("logs/storage");
  if (storage.json().empty()) {
    if (!context.on_kubernetes()) expansion.add(Volume("logs").retain(false));
    return;
  }
  expansion.add(Volume("logs")
                    .size(storage.text("size"))
                    .access(storage.text("access"))
                    .retain(storage.boolean("retain", true))
                    .kubernetes(context.spec().part("logs"))
                    .from("/logs/storage"));
}

}  // namespace

KindDescription Airflow::describe() const {
  return KindDescription("airflow",
                         "An Apache Airflow 3.x platform: api-server, scheduler, dag-processor, triggerer, workers")
      .spec(spec_schema())
      .output("address", "endpoint")
      .output("adminPassword", "secret");
}

Facts Airflow::ask(const AskContext& context) const {
  Facts facts;
  ask_for_environment(context, facts);
  ask_for_dags(context, facts);
  return facts;
}

Expansion Airflow::expand(const ExpandContext& context) const {
  Expansion expansion;
  check_spec(context, expansion);
  const Environment environment = planned_environment(context);
  expansion.choose("version", environment.version);
  add_environment(context, environment, expansion);
  if (!environment.in_image()) expansion.add(Volume("home").retain(false));
  add_logs(context, expansion);
  check_dags(context);
  add_secrets(context, uses(context.spec(), "celery"), expansion);
  const Platform platform{context, environment};
  add_settings(platform, expansion);
  add_git_dags(platform, expansion);
  if (uses(context.spec(), "kubernetes")) expansion.add(pod_template(platform));
  if (context.on_kubernetes()) add_task_namespaces(platform, expansion);
  add_role_secrets(context, expansion);
  std::vector<Workload> roles = core_roles(platform, expansion);
  const std::vector<Workload> workers = worker_roles(platform, expansion);
  roles.insert(roles.end(), workers.begin(), workers.end());
  expansion.add(migration(platform, roles));
  for (const Workload& role : roles) expansion.add(role);
  if (context.spec().has("smoke")) expansion.add(smoke_test(platform, roles));

  if (!environment.in_image()) warn_of_open_ports(workers, expansion);
  expansion.output("address", Output::endpoint("api"));
  if (context.spec().has("auth/users/admin")) expansion.output("adminPassword", Output::secret("users", "admin"));
  return expansion;
}

}  // namespace trimtab::airflow
