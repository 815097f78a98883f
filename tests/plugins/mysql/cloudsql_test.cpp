#include "tests/plugins/golden.h"

using namespace trimtab::testing;
using trimtab::Json;

namespace {

Component proxy(Json spec = Json::object()) {
  spec["instance"] = "acme-data:europe-west1:airflow";
  return Component("db", "cloudsql-proxy").spec(std::move(spec));
}

Json made(const Component& component) {
  const Session mysql(plugin_path("mysql"));
  return mysql.expand(component, Json::object(), "kubernetes");
}

Json command_of(const Json& expansion) { return resource(expansion, "workload/proxy")["spec"]["command"]; }

bool has(const Json& command, const std::string& word) {
  return std::find(command.begin(), command.end(), word) != command.end();
}

}  // namespace

TEST_CASE("every field of the proxy's spec is described") {
  const Session mysql(plugin_path("mysql"));
  check_described(mysql.describe()["kinds"][1]["schema"], "cloudsql-proxy");
}

TEST_CASE("a proxy as a service of its own, by the identity of its account, with a database for a claim") {
  Component db = proxy({{"privateIp", true},
                        {"admin", {{"password", {{"secretKeyRef", {{"name", "cloudsql-root"}, {"key", "password"}}}}}}},
                        {"image", {{"repository", "mirror/cloud-sql-proxy"}}},
                        {"kubernetes", {{"serviceAccount", {{"annotations", {{"iam", "sqlproxy"}}}}}}}});
  db.claim("airflow", "database", "sql-database", {{"name", "etl"}});
  check_golden(made(db), "mysql/cloudsql.golden.json");
}

TEST_CASE("a key of a service account is a file, never a word of the command") {
  const Json expansion = made(proxy({{"credentials", {{"file", "/etc/trimtab/key.json"}}}}));
  CHECK(has(command_of(expansion), "--credentials-file=@{secret:credentials/key.json}"));
  CHECK(resource(expansion, "secret/credentials")["spec"]["keys"]["key.json"] ==
        Json{{"file", "/etc/trimtab/key.json"}});
}

TEST_CASE("settings of the proxy become its flags") {
  const Json command = command_of(made(proxy({{"psc", true},
                                              {"lazyRefresh", true},
                                              {"metrics", true},
                                              {"maxConnections", 50},
                                              {"impersonate", "sql@acme-data"},
                                              {"quotaProject", "acme"},
                                              {"stopTimeout", "45s"}})));
  for (const char* flag :
       {"--psc", "--lazy-refresh", "--prometheus", "--max-connections=50", "--health-check",
        "--impersonate-service-account=sql@acme-data", "--quota-project=acme", "--max-sigterm-delay=45s"}) {
    INFO(flag);
    CHECK(has(command, flag));
  }
}

TEST_CASE("the first version of the proxy, whose flags were others, is refused") {
  CHECK(diagnostics(made(proxy({{"version", "1.33.2"}}))) ==
        "error E0483 /version: the image is no Cloud SQL Auth Proxy of version 2\n");
}

TEST_CASE("where the image comes from is the user's to say, and the plan reminds of it") {
  CHECK(diagnostics(made(proxy())) ==
        "warning W0484 : the nodes must find cloud-sql-proxy:2.25.3 where they take images from\n");
}

TEST_CASE("a proxy beside each program is no pod of its own, and has no account of its own") {
  const Json image{{"repository", "mirror/cloud-sql-proxy"}};
  const Json expansion = made(proxy({{"mode", "sidecar"}, {"image", image}}));
  CHECK(diagnostics(expansion) == nothing);
  CHECK(resource(expansion, "workload/proxy")["spec"]["beside"] == true);
  const Json account{{"serviceAccount", {{"name", "sql"}}}};
  CHECK(diagnostics(made(proxy({{"mode", "sidecar"}, {"image", image}, {"kubernetes", account}}))) ==
        "error E0485 /kubernetes/serviceAccount: \"kubernetes/serviceAccount\" has no effect on a sidecar here\n");
}

TEST_CASE("on one machine the proxy is looked for, and the client that prepares databases") {
  const Session mysql(plugin_path("mysql"));
  Component db = proxy({{"local", {{"port", 13306}}}});
  db.fact("proxy", {{"found", false}}).fact("client", {{"found", true}, {"path", "/usr/bin/mysql"}});
  CHECK(diagnostics(mysql.expand(db)) == "error E0482 : no cloud-sql-proxy was found\n");
  db.fact("proxy", {{"found", true},
                    {"path", "/usr/local/bin/cloud-sql-proxy"},
                    {"version", "cloud-sql-proxy version 2.25.3+linux.amd64"}});
  const Json expansion = mysql.expand(db);
  CHECK(diagnostics(expansion) == nothing);
  CHECK(command_of(expansion)[0] == "/usr/local/bin/cloud-sql-proxy");
}
