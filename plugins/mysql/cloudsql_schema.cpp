#include "cloudsql.h"
#include "schema.h"

namespace trimtab::mysql {
namespace {

/// Who the proxy is for Google, and how it reaches the instance.
void add_connection(Schema& spec) {
  spec.property("credentials",
                schema::secret("Key of a service account; the identity of the place it runs in when not set"))
      .property("impersonate", schema::string("Service account to act as"))
      .property("quotaProject", schema::string("Project that calls are counted for"))
      .property("privateIp", schema::boolean("Over the instance's private address").fallback(false))
      .property("psc", schema::boolean("Over Private Service Connect").fallback(false))
      .property(
          "lazyRefresh",
          schema::boolean("Certificates are fetched when needed, not ahead: for machines that sleep").fallback(false))
      .property("maxConnections",
                schema::integer("Most connections at a time; 0: as many as come").minimum(0).fallback(0));
}

Schema spec() {
  Schema made =
      schema::object("The way to a database server of Cloud SQL")
          .required("instance",
                    schema::string("PROJECT:REGION:INSTANCE").pattern("^[a-z][a-z0-9.:-]*:[a-z0-9-]+:[a-z][a-z0-9-]*$"))
          .property("engine", schema::choice({"mysql"}, "What the instance speaks").fallback("mysql"))
          .property("engineVersion",
                    schema::string("Of the instance; 8.4 when not set, for the client that prepares databases"))
          .property("admin", administrator())
          .property("charset", schema::string("Character set of every claimed database").fallback("utf8mb4"))
          .property("collation", schema::string("Collation of every claimed database").fallback("utf8mb4_unicode_ci"))
          .property("version", schema::string("Of the proxy, 2.x; the first plan's default is kept"))
          .property("image", schema::image("On Kubernetes: the proxy's image; tag defaults to the version"))
          .property("clientImage",
                    schema::image("On Kubernetes: an image with the client that prepares databases", "mysql"))
          .property("mode", schema::choice({"service", "sidecar"},
                                           "For all behind one service, or beside each program that needs it")
                                .fallback("service"))
          .property("replicas", schema::integer("How many of it run; 2 on Kubernetes when not set").minimum(1))
          .property("port", schema::integer("Where clients connect").minimum(1).maximum(65535).fallback(3306))
          .property("metrics",
                    schema::boolean("Numbers for Prometheus, at /metrics beside the health checks").fallback(false))
          .property("stopTimeout",
                    schema::duration("How long open connections are waited for at a stop").fallback("30s"))
          .property("local", schema::object("Settings of the local target")
                                 .property("binary", schema::path("The proxy's program, where it is not in the path")))
          .target_blocks();
  add_connection(made);
  return made;
}

}  // namespace

KindDescription CloudSqlProxy::describe() const {
  return KindDescription("cloudsql-proxy",
                         "The way to a MySQL server of Cloud SQL, encrypted and with Google's identities")
      .spec(spec())
      .offers(sql_database())
      .output("address", "endpoint");
}

}  // namespace trimtab::mysql
