#include <catch2/generators/catch_generators.hpp>

#include "tests/plugins/golden.h"

using namespace trimtab::testing;
using trimtab::Json;

namespace {

Json program(const std::string& path, const std::string& version = {}) {
  return {{"found", true}, {"path", path}, {"name", path.substr(path.rfind('/') + 1)}, {"version", version}};
}

Component with_mariadb(Json spec = Json::object()) {
  return Component("db", "mysql")
      .spec(std::move(spec))
      .fact("server",
            program("/usr/sbin/mysqld", "mysqld  Ver 10.11.19-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64"))
      .fact("client", program("/usr/bin/mysql", "mysql  Ver 15.1 Distrib 10.11.19-MariaDB"))
      .fact("initializer", program("/usr/bin/mariadb-install-db"));
}

Component with_mysql(Json spec = Json::object()) {
  spec["local"]["basedir"] = "/opt/mysql";
  return Component("db", "mysql")
      .spec(std::move(spec))
      .fact("server", program("/opt/mysql/bin/mysqld",
                              "/opt/mysql/bin/mysqld  Ver 8.4.6 for Linux on x86_64 (MySQL "
                              "Community Server - GPL)"))
      .fact("client", program("/opt/mysql/bin/mysql", "mysql  Ver 8.4.6 for Linux on x86_64"))
      .fact("initializer", {{"found", false}});
}

std::string said(const Component& component) {
  const Session mysql(plugin_path("mysql"));
  return diagnostics(mysql.expand(component));
}

std::string my_cnf(const Component& component) {
  const Session mysql(plugin_path("mysql"));
  return resource(mysql.expand(component), "config/my.cnf")["spec"]["files"]["my.cnf"]["text"];
}

}  // namespace

TEST_CASE("every field of the spec and of a claim is described") {
  const Session mysql(plugin_path("mysql"));
  const Json kind = mysql.describe()["kinds"][0];
  check_described(kind["schema"], "mysql");
  check_described(kind["offers"][0]["parameters"], "sql-database");
}

TEST_CASE("MariaDB with a database of default names and one of chosen names") {
  const Session mysql(plugin_path("mysql"));
  Component db = with_mariadb();
  db.claim("airflow", "database", "sql-database");
  db.claim("team-b", "database", "sql-database",
           {{"name", "team_b"}, {"user", "b"}, {"password", {{"file", "/etc/trimtab/b"}}}});
  check_golden(mysql.expand(db), "mysql/mariadb.golden.json");
}

TEST_CASE("MySQL in a directory of its own with options of the user") {
  const Session mysql(plugin_path("mysql"));
  Component db = with_mysql(
      {{"version", "8.4"},
       {"collation", "utf8mb4_0900_ai_ci"},
       {"config", {{"max_connections", 50}, {"init_connect", "SET @a = \"b\\c\""}, {"lower-case-table-names", 1}}},
       {"local", {{"port", 13306}, {"nice", 5}}}});
  db.claim("airflow", "database", "sql-database").claim("airflow", "resultBackend", "sql-database");
  check_golden(mysql.expand(db), "mysql/mysql.golden.json");
}

TEST_CASE("programs are looked for in the chosen directory first, and the installer is never run to ask its version") {
  const Session mysql(plugin_path("mysql"));
  check_golden(mysql.ask(with_mysql()), "mysql/ask.golden.json");
}

TEST_CASE("Airflow's opinion of the server is said once, as a warning") {
  CHECK(said(with_mysql()) == nothing);
  CHECK(said(with_mariadb()) == "warning W0412 : Airflow does not support MariaDB: good to try, not for production\n");
  Component old = with_mysql();
  old.fact("server", program("/opt/mysql/bin/mysqld", "mysqld  Ver 5.7.44 for linux-glibc2.12 on x86_64"));
  CHECK(said(old) == "warning W0412 : Airflow does not support MySQL 5.7.44: good to try, not for production\n");
}

TEST_CASE("a server that is missing or not the wanted one stops the plan") {
  Component none = with_mariadb();
  none.fact("server", {{"found", false}, {"searched", {"/usr/sbin", "/usr/bin"}}});
  CHECK(said(none) == "error E0440 : no MySQL or MariaDB server was found\n");
  CHECK(said(with_mariadb({{"flavor", "mysql"}})) == "error E0442 /flavor: only MariaDB was found\n");
  CHECK(said(with_mysql({{"flavor", "mariadb"}})) == "error E0442 /flavor: only MySQL was found\n");
  CHECK(said(with_mysql({{"version", "8.0"}})) == "error E0443 /version: version 8.0 was not found\n");
  CHECK(said(with_mysql({{"version", "8.4.6"}})) == nothing);
  CHECK(said(with_mysql({{"version", "8"}})) == nothing);
  Component elsewhere = with_mysql();
  elsewhere.fact("server", program("/usr/sbin/mysqld", "mysqld  Ver 8.0.40"));
  CHECK(said(elsewhere) == "error E0441 /local/basedir: there is no server in /opt/mysql\n");
}

TEST_CASE("options that trimtab sets are refused in every spelling the server accepts") {
  const auto refused = [](const std::string& option) {
    return said(with_mysql({{"config", {{option, "x"}}}})) ==
           "error E0445 /config/" + option + ": option \"" + option + "\" is set by trimtab\n";
  };
  for (const char* option : {"datadir", "bind-address", "Bind_Address", "loose-datadir", "skip-networking", "datad",
                             "disable_explicit_defaults_for_timestamp", "init-file", "collation_server", "port"}) {
    INFO(option);
    CHECK(refused(option));
  }
  CHECK(said(with_mysql({{"config", {{"innodb_buffer_pool_size", "1G"}, {"log_bin", true}}}})) == nothing);
}

TEST_CASE("an option cannot bring a second line into the file") {
  CHECK(said(with_mysql({{"config", {{"a\ndatadir", "x"}}}})) ==
        "error E0446 /config: \"a\ndatadir\" is no option that a configuration file can hold\n");
  CHECK(said(with_mysql({{"config", {{"init_connect", "a\ndatadir = x"}}}})) ==
        "error E0446 /config/init_connect: \"init_connect\" is no option that a configuration file can hold\n");
}

TEST_CASE("what the user sets comes before what trimtab sets") {
  const std::string text = my_cnf(with_mysql({{"config", {{"max-connections", 10}, {"event_scheduler", true}}}}));
  CHECK(text.find("max_connections = 300") == std::string::npos);
  CHECK(text.find("max-connections = 10\n") < text.find("datadir = "));
  CHECK(text.find("event_scheduler = ON\n") < text.find("datadir = "));
}

TEST_CASE("charset and collation must go together and be known to the server") {
  CHECK(said(with_mysql({{"collation", "latin1_swedish_ci"}})) ==
        "error E0447 /collation: collation latin1_swedish_ci does not belong to charset utf8mb4\n");
  CHECK(said(with_mysql({{"charset", "latin1"}, {"collation", "latin1_swedish_ci"}})) ==
        "warning W0413 /charset: charset latin1 cannot hold every character Airflow stores\n");
  CHECK(said(with_mariadb({{"flavor", "mariadb"}, {"collation", "utf8mb4_0900_ai_ci"}})) ==
        "error E0448 /collation: MariaDB 10.11.19 has no collation utf8mb4_0900_ai_ci\n"
        "warning W0412 : Airflow does not support MariaDB: good to try, not for production\n");
}

TEST_CASE("two claims cannot share a database or a user, and none gets the server's own") {
  Component db = with_mysql();
  db.claim("a", "database", "sql-database", {{"name", "x"}, {"user", "u"}});
  db.claim("b", "database", "sql-database", {{"name", "x"}, {"user", "u"}});
  CHECK(said(db) == "error E0449 : database x is taken\nerror E0449 : user u is taken\n");
  Component own = with_mysql();
  own.claim("a", "database", "sql-database", {{"name", "mysql"}, {"user", "root"}});
  CHECK(said(own) == "error E0449 : database mysql is taken\nerror E0449 : user root is taken\n");
}

TEST_CASE("names that are too long for the server or for a resource are shortened, and stay distinct") {
  const Session mysql(plugin_path("mysql"));
  Component db = with_mysql();
  db.claim("a-component-with-a-long-name-1", "database", "sql-database");
  db.claim("a-component-with-a-long-name-2", "database", "sql-database");
  const Json made = mysql.expand(db);
  CHECK(diagnostics(made) == nothing);
  for (const Json& one : made["resources"]) CHECK(one["name"].get<std::string>().size() <= 30);
  const std::string user = made["claims"]["a-component-with-a-long-name-1/database"]["user"]["value"];
  CHECK(user.size() == 32);
  CHECK(user.rfind("demo_a_component_with_a_", 0) == 0);
}

TEST_CASE("no password stands in a command or in a configuration file") {
  const Session mysql(plugin_path("mysql"));
  const std::string target = GENERATE("local", "kubernetes");
  Component db = with_mysql();
  db.claim("airflow", "database", "sql-database");
  const Json made = mysql.expand(db, Json::object(), target);
  for (const Json& one : made["resources"]) {
    INFO(one.dump());
    CHECK((one["type"] == "secret" || one.dump().find("@{value:") == std::string::npos));
  }
}

TEST_CASE("MySQL on Kubernetes with the defaults and two claims") {
  const Session mysql(plugin_path("mysql"));
  Component db = Component("db", "mysql")
                     .spec({{"kubernetes",
                             {{"storageClass", "fast"},
                              {"nodeSelector", {{"pool", "data"}}},
                              {"resources", {{"requests", {{"memory", "4Gi"}}}}}}}});
  db.claim("airflow", "database", "sql-database");
  db.claim("team-b", "database", "sql-database", {{"name", "team_b"}, {"user", "b"}});
  check_golden(mysql.expand(db, Json::object(), "kubernetes"), "mysql/kubernetes.golden.json");
}

TEST_CASE("MariaDB on Kubernetes from an image of its own") {
  const Session mysql(plugin_path("mysql"));
  Component db = Component("db", "mysql")
                     .spec({{"flavor", "mariadb"},
                            {"image", {{"repository", "mirror/mariadb"}, {"tag", "10.11"}, {"digest", "sha256:00"}}}});
  db.claim("airflow", "database", "sql-database");
  check_golden(mysql.expand(db, Json::object(), "kubernetes"), "mysql/kubernetes_mariadb.golden.json");
}

TEST_CASE("in a cluster the version is said, else read from the tag, else chosen once and kept") {
  const Session mysql(plugin_path("mysql"));
  const auto made = [&](const Component& db) { return mysql.expand(db, Json::object(), "kubernetes"); };
  const auto image = [&](const Component& db) { return resource(made(db), "workload/server")["spec"]["image"]; };
  const auto of = [](Json spec) { return Component("db", "mysql").spec(std::move(spec)); };
  CHECK(image(of({{"version", "8.0"}})) == "mysql:8.0");
  CHECK(made(of({{"image", {{"tag", "9.1.0-oraclelinux9"}}}}))["outputs"]["version"]["value"] == "9.1.0");
  CHECK(made(of(Json::object()))["chosen"] == Json{{"mysql", "8.4"}});
  Component kept = of(Json::object());
  kept.chosen("mysql", "8.3");
  CHECK(image(kept) == "mysql:8.3");
  CHECK(diagnostics(made(of({{"version", "latest"}}))) ==
        "error E0444 /version: \"latest\" does not say which server it is\n");
}

namespace {

std::string ids_in(const Json& expansion) {
  std::string ids;
  for (const Json& one : expansion["resources"])
    ids += one["type"].get<std::string>() + "/" + one["name"].get<std::string>() + " ";
  return ids;
}

const Json external{{"host", "mysql.acme.internal"}, {"port", 3307}};

}  // namespace

TEST_CASE("on a server that exists already an administrator makes what is claimed, and nothing else is made") {
  const Session mysql(plugin_path("mysql"));
  const std::string target = GENERATE("local", "kubernetes");
  Component db = with_mysql({{"external", external}, {"admin", {{"password", {{"env", "ROOT"}}}}}});
  db.claim("airflow", "database", "sql-database");
  const Json made = mysql.expand(db, Json::object(), target);
  CHECK(diagnostics(made) == nothing);
  CHECK(ids_in(made) == "secret/admin secret/administration secret/user-airflow secret/login-airflow task/airflow ");
  CHECK(resource(made, "secret/administration")["spec"]["keys"]["client.cnf"]["template"] ==
        "[client]\nprotocol = tcp\nhost = mysql.acme.internal\nport = 3307\nuser = root\npassword = "
        "@{value:admin/password|ini}\n");
  CHECK(made["outputs"]["address"] == Json{{"type", "endpoint"}, {"value", "mysql.acme.internal:3307"}});
}

TEST_CASE("without an administrator a claim says what is there, and only its login is tried") {
  const Session mysql(plugin_path("mysql"));
  const Json login{{"name", "airflow"}, {"user", "airflow"}, {"password", {{"file", "/etc/trimtab/mysql"}}}};
  Component db = with_mysql({{"external", external}});
  db.claim("airflow", "database", "sql-database", login);
  const Json made = mysql.expand(db, Json::object(), "kubernetes");
  CHECK(diagnostics(made) == nothing);
  CHECK(ids_in(made) == "secret/user-airflow secret/login-airflow task/airflow ");
  CHECK(resource(made, "secret/login-airflow")["spec"]["keys"].size() == 1);
  CHECK(resource(made, "task/airflow")["summary"] == "log in to database airflow as airflow");
  Component incomplete = with_mysql({{"external", external}});
  incomplete.claim("airflow", "database", "sql-database", {{"name", "airflow"}});
  CHECK(diagnostics(mysql.expand(incomplete, Json::object(), "kubernetes")) ==
        "error E0481 : airflow/database does not say its user, password\n");
}

TEST_CASE("what has no effect is refused, not passed over") {
  CHECK(said(with_mysql({{"external", external}, {"config", {{"max_connections", 5}}}})) ==
        "error E0480 /config: \"config\" has no effect on a server that exists already\n");
  CHECK(said(with_mysql({{"admin", {{"password", {{"env", "ROOT"}}}}}})) ==
        "error E0480 /admin: \"admin\" has no effect on a server that is made here\n");
}
