#include "mysql.h"

#include "account.h"
#include "server.h"
#include "settings.h"
#include "statements.h"

namespace trimtab::mysql {
namespace {

/// $1 volume, then the command and its arguments. The data directory gets its name only when it is whole, so an
/// initialisation that was cut short leaves nothing that looks like a database.
constexpr const char* make_databases = R"(set -eu
umask 077
volume=$1
shift
[ ! -e "$volume/databases" ] || exit 0
rm -rf "$volume/new"
mkdir -p "$volume/new" "$volume/tmp"
"$@"
mv "$volume/new" "$volume/databases")";

constexpr const char* path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<std::string> initialize_command(const View& spec, const Server& server) {
  const std::string volume = ref::volume("data");
  std::vector<std::string> command{"/bin/sh", "-c", make_databases, "initialize", volume};
  command.push_back(server.is_mariadb() ? server.initializer : server.program);
  command.push_back("--no-defaults");
  if (server.is_mariadb()) {
    // Accounts that authenticate by the system's user name would belong to an account without a name.
    for (const char* option : {"--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"})
      command.emplace_back(option);
  } else {
    command.emplace_back("--initialize-insecure");
  }
  if (!server.basedir.empty()) command.push_back("--basedir=" + server.basedir);
  command.push_back("--datadir=" + volume + "/new");
  command.push_back("--tmpdir=" + volume + "/tmp");
  for (const std::string& option : initial_options(spec)) command.push_back(option);
  return command;
}

Task initialize(const View& spec, const Server& server) {
  const char* tool = server.is_mariadb() ? "mariadb-install-db" : "mysqld --initialize-insecure";
  const Run check({"/bin/sh", "-c", "[ -d \"$1/databases/mysql\" ]", "initialized", ref::volume("data")});
  return Task("initialize", Run(initialize_command(spec, server)).env("PATH", path).timeout("10m"))
      .check(check)
      .back(Back::keep)
      .description(tool)
      .summary(tool);
}

Workload server_workload(const View& spec, const Server& server) {
  const Probe answers = Probe::exec({server.client, "--defaults-file=" + ref::secret("administration", "client.cnf"),
                                     "--connect-timeout=3", "--batch", "--execute=SELECT 1"})
                            .period("250ms")
                            .timeout("5s")
                            .threshold(3)
                            .says("SELECT answered");
  return Workload("server", {server.program, "--defaults-file=" + ref::config("my.cnf", "my.cnf"),
                             "--init-file=" + ref::secret("administration", "init.sql")})
      .ready(answers)
      .startup("5m")
      .stop("TERM", "120s")
      .local(LocalBlock(spec).process())
      .needs("task/initialize")
      .summary(server.label() + "; healthy when an authenticated SELECT answers");
}

void add_server(const View& spec, const Server& server, Expansion& expansion) {
  const auto root = [](const char* filter) { return ref::value("root", "password", filter); };
  expansion.add(Volume("data")
                    .size(spec.text("storage/size"))
                    .access(spec.text("storage/access"))
                    .retain(spec.boolean("storage/retain", true))
                    .from("/storage"));
  expansion.add(Secret("root").generated("password"));
  expansion.add(Secret("administration")
                    .from_template("init.sql", root_statements(server.flavor, root("base64")))
                    .from_template("client.cnf", client_cnf("root", root("ini"))));
  expansion.add(Config("my.cnf").file("my.cnf", my_cnf(spec, server)).from("/config"));
  expansion.add(LocalBlock(spec).endpoint("sql", 3306));
  expansion.add(initialize(spec, server));
  expansion.add(server_workload(spec, server));
}

}  // namespace

Facts Mysql::ask(const AskContext& context) const {
  return context.on_kubernetes() ? Facts() : wanted_programs(context.spec());
}

Expansion Mysql::expand(const ExpandContext& context) const {
  if (context.on_kubernetes()) throw Problem(Diagnostic::error("E0439", "kind mysql runs on the local target only"));
  const View& spec = context.spec();
  const Server server = chosen_server(context);
  Expansion expansion;
  check_settings(spec, server, expansion);
  LocalBlock(spec).check(expansion);
  if (const std::optional<Diagnostic> opinion = airflow_opinion(server)) expansion.say(*opinion);
  add_server(spec, server, expansion);
  add_accounts(context, server, expansion);
  expansion.output("address", Output::endpoint("sql"));
  expansion.output("flavor", Output::string(server.is_mariadb() ? "mariadb" : "mysql"));
  expansion.output("version", Output::string(server.version));
  expansion.output("rootPassword", Output::secret("root", "password"));
  return expansion;
}

}  // namespace trimtab::mysql
