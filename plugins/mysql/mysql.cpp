#include "mysql.h"

#include "account.h"
#include "external.h"
#include "initialization.h"
#include "server.h"
#include "settings.h"
#include "statements.h"

namespace trimtab::mysql {
namespace {

Probe answered(const Server& server) {
  std::vector<std::string> query{server.client, "--defaults-file=" + ref::secret("administration", "client.cnf")};
  // The file names the service, behind which only a server is that has answered.
  if (server.in_image()) query.push_back("--host=" + ref::host("sql"));
  for (const char* word : {"--connect-timeout=3", "--batch", "--execute=SELECT 1"}) query.emplace_back(word);
  return Probe::exec(query)
      .period(server.in_image() ? "2s" : "250ms")
      .timeout("5s")
      .threshold(3)
      .says("SELECT answered");
}

Workload server_workload(const View& spec, const Server& server) {
  std::vector<std::string> serve{server.program, "--defaults-file=" + ref::config("my.cnf", "my.cnf"),
                                 "--init-file=" + ref::secret("administration", "init.sql")};
  if (server.in_image()) serve = initialize_and_serve(spec, server, serve);
  Workload workload("server", serve);
  if (server.in_image()) {
    workload.image(server.image, image_account, image_account).serves("endpoint/sql").stable().kubernetes(spec);
  } else {
    workload.local(LocalBlock(spec).process()).needs("task/initialize");
  }
  return workload.ready(answered(server))
      .startup("5m")  // in a container the data directory is made meanwhile
      .stop("TERM", "120s")
      .summary(server.label() + "; healthy when an authenticated SELECT answers");
}

Access access_to(const Server& server) {
  Access access;
  access.flavor = server.flavor;
  access.version = server.version;
  access.host = ref::host("sql");
  access.port = ref::port("sql");
  access.host_output = Output::host("sql");
  access.port_output = Output::port("sql");
  access.client = server.client;
  access.image = server.image;
  access.administration = "administration";
  access.needs = "workload/server";
  access.volume = "volume/data";
  return access;
}

void add_server(const View& spec, const Server& server, Expansion& expansion) {
  const auto root = [](const char* filter) { return ref::value("root", "password", filter); };
  // In a cluster the programs that prepare databases run in pods of their own, whose addresses nobody knows before.
  const std::string from = server.in_image() ? "%" : ref::host("sql");
  expansion.add(Volume("data")
                    .size(spec.text("storage/size"))
                    .access(spec.text("storage/access"))
                    .retain(spec.boolean("storage/retain", true))
                    .kubernetes(spec)
                    .from("/storage"));
  expansion.add(Secret("root").generated("password"));
  expansion.add(Secret("administration")
                    .from_template("init.sql", root_statements(server.flavor, from, root("base64")))
                    .from_template("client.cnf", client_cnf(access_to(server), "root", root("ini"))));
  expansion.add(Config("my.cnf").file("my.cnf", my_cnf(spec, server)).from("/config"));
  expansion.add(server.in_image() ? Endpoint("sql", 3306) : LocalBlock(spec).endpoint("sql", 3306));
  if (!server.in_image()) expansion.add(initialize(spec, server));
  expansion.add(server_workload(spec, server));
}

void check_own(const ExpandContext& context, const Server& server, Expansion& expansion) {
  check_settings(context.spec(), server, expansion);
  if (!context.on_kubernetes()) LocalBlock(context.spec()).check(expansion);
  if (const std::optional<Diagnostic> opinion = airflow_opinion(server)) expansion.say(*opinion);
  if (context.spec().has("admin")) {
    expansion.say(Diagnostic::error("E0480", "\"admin\" has no effect on a server that is made here")
                      .at("/admin")
                      .why("its administrator is root, with a password of its own")
                      .next("remove \"admin\", or name the server under \"external\""));
  }
}

void add_own(const ExpandContext& context, Expansion& expansion) {
  const Server server = context.on_kubernetes() ? server_in_image(context, expansion) : chosen_server(context);
  check_own(context, server, expansion);
  add_server(context.spec(), server, expansion);
  add_accounts(context, access_to(server), expansion);
  expansion.output("address", Output::endpoint("sql"));
  expansion.output("flavor", Output::string(server.is_mariadb() ? "mariadb" : "mysql"));
  expansion.output("version", Output::string(server.version));
  expansion.output("rootPassword", Output::secret("root", "password"));
}

}  // namespace

Facts Mysql::ask(const AskContext& context) const {
  return context.on_kubernetes() ? Facts() : wanted_programs(context.spec());
}

Expansion Mysql::expand(const ExpandContext& context) const {
  Expansion expansion;
  if (context.spec().has("external")) {
    add_external(context, expansion);
  } else {
    add_own(context, expansion);
  }
  return expansion;
}

}  // namespace trimtab::mysql
