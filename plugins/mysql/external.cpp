#include "external.h"

#include "access.h"
#include "account.h"
#include "statements.h"

namespace trimtab::mysql {
namespace {

void check_fields(const View& spec, Expansion& expansion) {
  const View config = spec.part("config");
  if (!config.json().empty()) {
    expansion.say(Diagnostic::error("E0480", "\"config\" has no effect on a server that exists already")
                      .at("/config")
                      .next("remove \"config\""));
  }
}

Access access_to_external(const ExpandContext& context, Expansion& expansion) {
  const View& spec = context.spec();
  const Server server = context.on_kubernetes() ? server_in_image(context, expansion) : client_found(context);
  Access access;
  access.flavor = spec.text("flavor", "any") == "mariadb" ? Flavor::mariadb : Flavor::mysql;
  access.version = spec.text("version", "");
  access.host = spec.text("external/host");
  access.port = std::to_string(spec.integer("external/port", 3306));
  access.host_output = Output::string(access.host);
  access.port_output = Output::integer(spec.integer("external/port", 3306));
  access.client = server.client;
  access.image = server.image;
  return access;
}

}  // namespace

void add_administrator(const View& spec, Access& access, Expansion& expansion) {
  if (!spec.has("admin")) return;
  access.administration = "administration";
  expansion.add(Secret("admin").source("password", spec.at("admin/password")).from("/admin"));
  expansion.add(Secret("administration")
                    .from_template("client.cnf",
                                   client_cnf(access, spec.text("admin/user"), ref::value("admin", "password", "ini")))
                    .from("/admin"));
}

void add_external(const ExpandContext& context, Expansion& expansion) {
  check_fields(context.spec(), expansion);
  Access access = access_to_external(context, expansion);
  add_administrator(context.spec(), access, expansion);
  add_accounts(context, access, expansion);
  expansion.output("address", Output::address(access.host + ":" + access.port));
  expansion.output("flavor", Output::string(access.is_mariadb() ? "mariadb" : "mysql"));
  expansion.output("version", Output::string(access.version));
  if (!access.administration.empty()) expansion.output("rootPassword", Output::secret("admin", "password"));
}

}  // namespace trimtab::mysql
