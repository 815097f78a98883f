#include "server.h"

#include <cctype>

namespace trimtab::mysql {
namespace {

const char* name_of(Flavor flavor) { return flavor == Flavor::mariadb ? "MariaDB" : "MySQL"; }

[[noreturn]] void missing(const char* what, const ProgramFact& fact, const std::string& basedir) {
  Diagnostic problem = Diagnostic::error("E0440", std::string("no ") + what + " was found");
  std::string searched;
  for (const std::string& directory : fact.searched) searched += (searched.empty() ? "" : ", ") + directory;
  if (!searched.empty()) problem.why("searched: " + searched);
  if (!basedir.empty()) problem.at("/local/basedir");
  throw Problem(
      problem.next("apt-get install mariadb-server-core mariadb-client-core, or set local.basedir to a MySQL "
                   "installation"));
}

ProgramFact required(const ExpandContext& context, const char* fact, const char* what) {
  const ProgramFact found = context.program(fact);
  if (!found.found) missing(what, found, context.spec().text("local/basedir", ""));
  return found;
}

void check_basedir(const std::string& basedir, const ProgramFact& server) {
  if (basedir.empty() || server.path.rfind(basedir + "/", 0) == 0) return;
  throw Problem(Diagnostic::error("E0441", "there is no server in " + basedir)
                    .at("/local/basedir")
                    .why("the first one found is " + server.path)
                    .next("set local.basedir to the directory that holds bin/mysqld or sbin/mysqld, or remove it"));
}

void check_wanted(const View& spec, const Server& server) {
  const std::string flavor = spec.text("flavor", "any");
  if (flavor != "any" && (flavor == "mariadb") != server.is_mariadb()) {
    throw Problem(Diagnostic::error("E0442", std::string("only ") + name_of(server.flavor) + " was found")
                      .at("/flavor")
                      .label(flavor + " is asked for")
                      .why(server.program + " is " + server.label())
                      .next(flavor == "mysql" ? "set local.basedir to a MySQL 8.0, 8.4 or 9.x, or write \"flavor: any\""
                                              : "apt-get install mariadb-server-core mariadb-client-core"));
  }
  const std::string version = spec.text("version", "");
  const bool fits = version.empty() || server.version == version || server.version.rfind(version + ".", 0) == 0;
  if (fits) return;
  throw Problem(Diagnostic::error("E0443", "version " + version + " was not found")
                    .at("/version")
                    .why(server.program + " is " + server.label())
                    .next("set local.basedir to that version, or remove \"version\""));
}

}  // namespace

std::string Server::label() const { return std::string(name_of(flavor)) + " " + version; }

std::optional<ServerVersion> parse_version(const std::string& line) {
  const std::size_t mark = line.find("Ver ");
  if (mark == std::string::npos) return std::nullopt;
  std::size_t end = mark + 4;
  while (end < line.size() && (std::isdigit(static_cast<unsigned char>(line[end])) != 0 || line[end] == '.')) ++end;
  std::string number = line.substr(mark + 4, end - mark - 4);
  if (number.empty() || std::isdigit(static_cast<unsigned char>(number.front())) == 0) return std::nullopt;
  const bool mariadb = line.find("MariaDB") != std::string::npos;
  return ServerVersion{mariadb ? Flavor::mariadb : Flavor::mysql, std::move(number)};
}

Facts wanted_programs(const View& spec) {
  const std::string basedir = spec.text("local/basedir", "");
  std::vector<std::string> paths;
  if (!basedir.empty()) paths = {basedir + "/sbin", basedir + "/bin", basedir + "/scripts"};
  const bool mariadb_only = spec.text("flavor", "any") == "mariadb";
  const std::vector<std::string> servers =
      mariadb_only ? std::vector<std::string>{"mariadbd", "mysqld"} : std::vector<std::string>{"mysqld", "mariadbd"};
  // The installer has no --version: run with one, it would install.
  return Facts()
      .program("server", servers, paths)
      .program("client", {"mysql", "mariadb"}, paths)
      .program("initializer", {"mariadb-install-db", "mysql_install_db"}, paths, {});
}

Server chosen_server(const ExpandContext& context) {
  const std::string basedir = context.spec().text("local/basedir", "");
  const ProgramFact found = required(context, "server", "MySQL or MariaDB server");
  check_basedir(basedir, found);
  const std::optional<ServerVersion> version = parse_version(found.version);
  if (!version) {
    throw Problem(Diagnostic::error("E0444", found.path + " does not say which server it is")
                      .why("--version printed: " + found.version));
  }
  Server server{version->flavor, version->number, found.path, {}, {}, basedir};
  check_wanted(context.spec(), server);
  server.client = required(context, "client", "client (mysql or mariadb)").path;
  if (server.is_mariadb()) server.initializer = required(context, "initializer", "mariadb-install-db").path;
  return server;
}

Server client_found(const ExpandContext& context) {
  Server server;
  server.client = required(context, "client", "client (mysql or mariadb)").path;
  return server;
}

std::optional<Diagnostic> airflow_opinion(const Server& server) {
  const bool old = !server.is_mariadb() && std::stoi(server.version) < 8;
  if (!server.is_mariadb() && !old) return std::nullopt;
  const std::string what = std::string(name_of(server.flavor)) + (old ? " " + server.version : "");
  return Diagnostic::warning("W0412", "Airflow does not support " + what + ": good to try, not for production")
      .why((server.in_image() ? server.image : server.program) + " is " + server.label())
      .next(server.in_image() ? "remove \"flavor\" and choose a MySQL 8.0, 8.4 or 9.x"
                              : "set local.basedir to a MySQL 8.0, 8.4 or 9.x");
}

}  // namespace trimtab::mysql
