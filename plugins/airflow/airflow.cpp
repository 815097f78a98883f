#include "airflow.h"

#include "environment.h"
#include "lifecycle.h"
#include "roles.h"
#include "secrets.h"
#include "settings.h"

namespace trimtab::airflow {
namespace {

void require_broker(const ExpandContext& context) {
  if (!uses(context.spec(), "celery") || context.claims("broker")) return;
  throw Problem(Diagnostic::error("E0304", context.component() + " needs a message-broker and names none")
                    .at("/executor")
                    .label("celery claims a message-broker in \"broker\"")
                    .next("add \"broker: NAME\" of a component that offers one, or write \"executor: local\""));
}

/// Airflow's own opinion of its simple auth manager: fine where only this machine reaches it.
void judge_login(const ExpandContext& context, Expansion& expansion) {
  const std::string url = context.spec().text("url", "");
  const bool loopback =
      url.empty() || url.find("//127.") != std::string::npos || url.find("//localhost") != std::string::npos;
  if (loopback) return;
  expansion.say(Diagnostic::warning("W0435", "Airflow's simple auth manager is meant for development")
                    .at("/url")
                    .label("reached from elsewhere")
                    .why("it keeps passwords in plain text and has no session limits"));
}

void warn_of_open_ports(const std::vector<Workload>& workers, Expansion& expansion) {
  expansion.say(
      Diagnostic::note("N0436", workers.empty()
                                    ? "Airflow's log servers bind every address of this machine"
                                    : "the log servers of workers and triggerer bind every address of this machine")
          .why("Airflow has no setting for it; requests need a token signed with the api secret key"));
}

}  // namespace

Facts Airflow::ask(const AskContext& context) const {
  Facts facts;
  if (!context.on_kubernetes()) ask_for_environment(context, facts);
  return facts;
}

Expansion Airflow::expand(const ExpandContext& context) const {
  if (context.on_kubernetes()) throw Problem(Diagnostic::error("E0439", "kind airflow runs on the local target only"));
  require_broker(context);
  Expansion expansion;
  const Environment environment = planned_environment(context);
  expansion.choose("version", environment.version);
  add_environment(context, environment, expansion);
  expansion.add(Volume("home").retain(false));
  expansion.add(Volume("logs").retain(false));
  add_secrets(context, uses(context.spec(), "celery"), expansion);
  add_settings(context, expansion);

  const Platform platform{context, environment};
  std::vector<Workload> roles = core_roles(platform, expansion);
  const std::vector<Workload> workers = worker_roles(platform, expansion);
  roles.insert(roles.end(), workers.begin(), workers.end());
  expansion.add(migration(platform, roles));
  for (const Workload& role : roles) expansion.add(role);
  if (context.spec().has("smoke")) expansion.add(smoke_test(platform, roles));

  judge_login(context, expansion);
  warn_of_open_ports(workers, expansion);
  expansion.output("url", Output::reference("string", "endpoint:api/address"));
  expansion.output("address", Output::endpoint("api"));
  if (context.spec().has("auth/users/admin")) expansion.output("adminPassword", Output::secret("users", "admin"));
  return expansion;
}

}  // namespace trimtab::airflow
