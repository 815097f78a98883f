#include "cloudsql.h"

#include "account.h"
#include "proxy.h"

namespace trimtab::mysql {
namespace {

/// The client that prepares databases: behind the proxy is a MySQL of Google, in front of it whatever there is here.
Access access_through(const ExpandContext& context) {
  const View& spec = context.spec();
  Access access;
  access.version = spec.text("engineVersion", "8.4");
  access.host = ref::host("sql");
  access.port = ref::port("sql");
  access.host_output = Output::host("sql").after("workload/proxy");
  access.port_output = Output::port("sql").after("workload/proxy");
  access.needs = "workload/proxy";
  access.client = "mysql";
  if (context.on_kubernetes()) {
    access.image = image_name(spec.part("clientImage"), "mysql", access.version);
  } else {
    access.client = client_found(context).client;
  }
  return access;
}

/// Beside each program there is no place for what is said of pods, and on one machine no pod.
void check_fields(const ExpandContext& context, Expansion& expansion) {
  const View& spec = context.spec();
  if (!context.on_kubernetes()) LocalBlock(spec).check(expansion);
  if (spec.text("mode") != "sidecar") return;
  const char* field = !context.on_kubernetes() ? "mode" : spec.has("replicas") ? "replicas" : nullptr;
  if (field == nullptr && spec.has("kubernetes/serviceAccount")) field = "kubernetes/serviceAccount";
  if (field == nullptr) return;
  expansion.say(Diagnostic::error("E0485", std::string("\"") + field + "\" has no effect on a sidecar here")
                    .at(std::string("/") + field)
                    .why(context.on_kubernetes()
                             ? "it runs in the pods of those who claim, with their account, as often as they"
                             : "processes of one machine share one proxy")
                    .next(context.on_kubernetes() ? "remove it here; an account is said of who claims"
                                                  : "write \"mode: service\""));
}

}  // namespace

Facts CloudSqlProxy::ask(const AskContext& context) const {
  if (context.on_kubernetes()) return {};
  return wanted_proxy(context.spec()).program("client", {"mysql", "mariadb"});
}

Expansion CloudSqlProxy::expand(const ExpandContext& context) const {
  Expansion expansion;
  check_fields(context, expansion);
  add_proxy(context, chosen_proxy(context, expansion), expansion);
  Access access = access_through(context);
  add_administrator(context.spec(), access, expansion);
  add_accounts(context, access, expansion);
  expansion.output("address", Output::endpoint("sql"));
  return expansion;
}

}  // namespace trimtab::mysql
