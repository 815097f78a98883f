#include "schema.h"

#include "mysql.h"

namespace trimtab::mysql {
namespace {

Schema local_block() {
  return schema::object("Settings of the local target")
      .property("basedir", schema::path("Installation to use instead of the one in the system's path: the directory "
                                        "that holds bin/ and sbin/"));
}

Schema external() {
  return schema::object("A server that exists already: it is used, never changed")
      .required("host", schema::string("Its name or address").at_least(1))
      .property("port", schema::integer("Its port").minimum(1).maximum(65535).fallback(3306));
}

Schema spec() {
  const Schema option = schema::one_of({schema::string("Text"), schema::number("Number"), schema::boolean("On or off")},
                                       "Value of one option");
  return schema::object("A MySQL or MariaDB server")
      .property("version", schema::string("The server must be of this version: 8.0, 8.4, 9.x; as found when not set, "
                                          "8.4 on Kubernetes"))
      .property("flavor",
                schema::choice({"mysql", "mariadb", "any"}, "Which server may be used; Airflow supports MySQL only")
                    .fallback("any"))
      .property("image",
                schema::image("On Kubernetes: the image, mysql or mariadb by flavor; tag defaults to the version"))
      .property("storage", schema::storage("Where the databases lie", "10Gi"))
      .property("config", schema::map(option, "Options of the server's [mysqld] section"))
      .property("charset",
                schema::string("Character set of the server and of every claimed database").fallback("utf8mb4"))
      .property("collation",
                schema::string("Collation of the server and of every claimed database").fallback("utf8mb4_unicode_ci"))
      .property("external", external())
      .property("admin", administrator())
      .property("local", local_block())
      .target_blocks();
}

}  // namespace

Schema administrator() {
  return schema::object("Who makes databases and users on a server that exists already; claims never see it")
      .property("user", schema::string("The account").pattern("^[A-Za-z0-9_.-]{1,32}$").fallback("root"))
      .required("password", schema::secret("Its password"));
}

Capability sql_database() {
  const auto identifier = [](const char* what, int limit) {
    return schema::string(what).pattern("^[A-Za-z0-9_]{1," + std::to_string(limit) + "}$");
  };
  return Capability("sql-database")
      .parameters(
          schema::object("A database and a user with rights on it alone")
              .property("name", identifier("The database; STACK_COMPONENT when not set", 64))
              .property("user", identifier("The user; STACK_COMPONENT when not set", 32))
              .property("password", schema::generated_secret("The user's password"))
              .property("onRemove",
                        schema::choice({"keep"}, "What becomes of the database when the claim goes").fallback("keep")))
      .output("engine", "string")
      .output("flavor", "string")
      .output("version", "string")
      .output("host", "string")
      .output("port", "int")
      .output("database", "string")
      .output("user", "string")
      .output("password", "secret");
}

KindDescription Mysql::describe() const {
  return KindDescription("mysql", "A MySQL server, or MariaDB where only that is present")
      .spec(spec())
      .offers(sql_database())
      .output("address", "endpoint")
      .output("flavor", "string")
      .output("version", "string")
      .output("rootPassword", "secret");
}

}  // namespace trimtab::mysql
