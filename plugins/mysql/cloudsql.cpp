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

void check_fields(const ExpandContext& context, Expansion& expansion) {
  const View& spec = context.spec();
  if (spec.text("mode", "service") == "sidecar") {
    expansion.say(Diagnostic::error("E0485", "a proxy beside each program is not made yet")
                      .at("/mode")
                      .next("write \"mode: service\""));
  }
  if (!context.on_kubernetes()) LocalBlock(spec).check(expansion);
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
