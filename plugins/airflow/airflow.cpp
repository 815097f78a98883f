#include "airflow.h"

#include "checks.h"
#include "environment.h"
#include "lifecycle.h"
#include "roles.h"
#include "schema.h"
#include "secrets.h"
#include "settings.h"

namespace trimtab::airflow {
namespace {

void warn_of_open_ports(const std::vector<Workload>& workers, Expansion& expansion) {
  expansion.say(
      Diagnostic::note("N0436", workers.empty()
                                    ? "Airflow's log servers bind every address of this machine"
                                    : "the log servers of workers and triggerer bind every address of this machine")
          .why("Airflow has no setting for it; requests need a token signed with the api secret key"));
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
  if (context.on_kubernetes()) return facts;
  ask_for_environment(context, facts);
  if (context.spec().has("dags/path")) facts.tree("dags", directory_of_dags(context.spec()));
  return facts;
}

Expansion Airflow::expand(const ExpandContext& context) const {
  if (context.on_kubernetes()) throw Problem(Diagnostic::error("E0439", "kind airflow runs on the local target only"));
  Expansion expansion;
  check_spec(context, expansion);
  const Environment environment = planned_environment(context);
  expansion.choose("version", environment.version);
  add_environment(context, environment, expansion);
  expansion.add(Volume("home").retain(false));
  expansion.add(Volume("logs").retain(false));
  check_dags(context);
  add_secrets(context, uses(context.spec(), "celery"), expansion);
  add_settings(context, expansion);

  const Platform platform{context, environment};
  add_role_secrets(context, expansion);
  std::vector<Workload> roles = core_roles(platform, expansion);
  const std::vector<Workload> workers = worker_roles(platform, expansion);
  roles.insert(roles.end(), workers.begin(), workers.end());
  expansion.add(migration(platform, roles));
  for (const Workload& role : roles) expansion.add(role);
  if (context.spec().has("smoke")) expansion.add(smoke_test(platform, roles));

  warn_of_open_ports(workers, expansion);
  expansion.output("address", Output::endpoint("api"));
  if (context.spec().has("auth/users/admin")) expansion.output("adminPassword", Output::secret("users", "admin"));
  return expansion;
}

}  // namespace trimtab::airflow
