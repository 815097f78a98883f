#include "samples.h"

#include <trimtab/plugin.hpp>
#include <trimtab/testing.hpp>

namespace samples {
namespace {

using namespace trimtab;

Expansion everything() {
  Expansion all;
  all.add(
      Volume("data").size("10Gi").access("rwo").retain(true).shared("env-ab12").owner(Owner::service).from("/storage"));
  all.add(Config("my.cnf").file("my.cnf", "port=" + ref::port("sql")).data("fill", "fill.sql").mode("0640"));
  all.add(Secret("root")
              .generated("password", 32, "alnum")
              .from_template("url", "mysql://root:" + ref::value("root", "password", "url") + "@h/db")
              .from_file("key", "/etc/key")
              .from_environment("token", "TOKEN")
              .source("user", {{"secretKeyRef", {{"name", "n"}, {"key", "k"}}}})
              .owner(Owner::root));
  all.add(Endpoint("sql", 3306).fixed().protocol("tcp").replicas(2).bind_all(false));
  all.add(Slot("index", "index", 0, 15).prefer(3));
  all.add(Tree("dags", "/srv/dags", "3f9c1e").keep(5));
  const Run run = Run({"/bin/true"})
                      .env("HOME", ref::user_home())
                      .secret_env("PASSWORD", ref::secret("root", "password"))
                      .user(Owner::service)
                      .timeout("10m")
                      .directory("/");
  all.add(Task("initialize", run)
              .check(run)
              .undo(run)
              .while_down("workload/server")
              .input("version", "1")
              .uses("volume/data")
              .description("install")
              .needs("volume/data")
              .summary("once"));
  all.add(Workload("server", {"/usr/sbin/mysqld", "--port=" + ref::port("sql")})
              .env("A", "b")
              .secret_env("C", ref::secret("root", "password"))
              .directory("/")
              .user(Owner::service)
              .replicas(2)
              .ready(Probe::http(ref::port("sql"), "/health")
                         .status(200)
                         .equals("/state", "healthy")
                         .newer_than_start("/beat")
                         .period("500ms")
                         .timeout("5s")
                         .threshold(3)
                         .says("it answers"))
              .live(Probe::tcp(ref::port("sql")))
              .startup("2m")
              .stop("TERM", "60s")
              .drain({"/bin/drain"}, "10m")
              .on_change("config/my.cnf", OnChange::reload)
              .reload("HUP")
              .local({{"nice", 5}})
              .uses("volume/data")
              .needs("task/initialize"));
  all.add(Workload("probed", {"/bin/sleep"}).ready(Probe::exec({"/bin/true"}).env("A", "b")));
  all.add(Manifest("map", {{"apiVersion", "v1"}, {"kind", "ConfigMap"}}));
  all.add(Custom("mysql.user", "app", {{"name", "app"}}));
  return all;
}

void answer(Expansion& all) {
  all.output("address", Output::endpoint("sql")).output("port", Output::port("sql").known(3306));
  all.output("directory", Output::volume("data"))
      .output("dags", Output::tree("dags"))
      .output("tls", Output::boolean(false));
  all.claim("airflow/database", "host", Output::string("127.0.0.1"));
  all.claim("airflow/database", "number", Output::integer(7).after("task/initialize"));
  all.claim("airflow/database", "password", Output::secret("root", "password").after("task/initialize"));
  all.claim("airflow/database", "socket", Output::path("/run/sock"));
  all.claim("airflow/database", "index", Output::slot("index"));
  all.claim("airflow/database", "name", Output::host("sql"));
  all.choose("version", "8.4");
  all.say(
      Diagnostic::warning("W0412", "not for production").at("/version").label("here").why("seen").next("change it"));
}

struct Mysql : Kind {
  [[nodiscard]] KindDescription describe() const override {
    return KindDescription("mysql", "A server")
        .spec(schema::object("spec")
                  .property("storage", schema::storage("Data", "10Gi"))
                  .property("role", schema::role("A role")))
        .offers(Capability("sql-database")
                    .parameters(schema::object().property("name", schema::string("n")))
                    .output("host", "string"))
        .output("address", "endpoint");
  }
  [[nodiscard]] Facts ask(const AskContext&) const override {
    return Facts()
        .program("server", {"mysqld"}, {"/opt/bin"})
        .file("cnf", "/etc/my.cnf", true)
        .tree("dags", "/srv/dags")
        .port("sql", 3306)
        .ask("versions", "server", {{"host", "h"}})
        .ask("classes", "storage-classes", Json::object());
  }
  [[nodiscard]] Expansion expand(const ExpandContext& context) const override {
    Expansion all = everything();
    if (!context.claims_on_it().empty()) answer(all);
    return all;
  }
};

struct User : ResourceType {
  [[nodiscard]] ResourceTypeDescription describe() const override {
    return ResourceTypeDescription("mysql.user", schema::object().required("name", schema::string("n")))
        .secret("password");
  }
  [[nodiscard]] Observed observe(const Question&) override {
    return {true, false, "ana", {{"/name", "a", 7, true}}, {"degraded", "slow"}, "uid-1"};
  }
  [[nodiscard]] Effected apply(const Effect&) override { return {"uid-1", "made"}; }
  void remove(const Effect&) override {}
  [[nodiscard]] Health health(const Json&) override { return {"healthy", "it answers"}; }
};

testing::Session open() {
  return testing::Session([](const trimtab_host* host, trimtab_plugin* out) {
    return door::enter<Mysql, User>("mysql", "0.1.0", host, out);
  });
}

testing::Component component() {
  return testing::Component("db", "mysql")
      .spec({{"role", Json::object()}})
      .fact("server", {{"found", true}})
      .slot("index", 3)
      .chosen("version", "8.4")
      .claimed("storage", "dags", "shared-volume", {{"path", {{"type", "path"}, {"value", "/x"}}}})
      .claim("airflow", "database", "sql-database", {{"name", "team_a"}});
}

Json pure_request(const char* method) {
  Json request{{"v", 1}, {"target", "local"}, {"components", Json::array({component().json()})}};
  if (std::string(method) == "ask") {
    Json& asked = request["components"][0];
    asked = {{"name", asked["name"]}, {"kind", asked["kind"]}, {"spec", asked["spec"]}};
    return request;
  }
  request["stack"] = "demo";
  request["target_facts"] = testing::Session::default_target_facts();
  return request;
}

Json effect_request() {
  const Json object{{"id", "db/mysql.user/app"}, {"driver", "mysql.user"}, {"desired", {{"name", "app"}}}};
  return {{"v", 1},           {"type", "mysql.user"}, {"action", "update"}, {"object", object},
          {"before", object}, {"native", "uid-1"},    {"operation", "1.1"}, {"secrets", {{"password", "x"}}}};
}

}  // namespace

std::map<std::string, nlohmann::json> requests() {
  const Json object = effect_request()["object"];
  return {{"describe-request", {{"v", 1}}},
          {"ask-request", pure_request("ask")},
          {"expand-request", pure_request("expand")},
          {"observe-request",
           {{"v", 1},
            {"type", "mysql.user"},
            {"objects", Json::array({{{"desired", object}, {"recorded", nullptr}, {"native", ""}}})}}},
          {"effect-request", effect_request()},
          {"health-request", {{"v", 1}, {"type", "mysql.user"}, {"object", object}}}};
}

std::map<std::string, nlohmann::json> replies() {
  const testing::Session session = open();
  const auto ask = requests();
  const Json failed = Diagnostic::error("E0999", "it did not").at("").label("l").why("w").next("n").json();
  return {{"describe-reply", session.call("describe", ask.at("describe-request"))},
          {"ask-reply", session.call("ask", ask.at("ask-request"))},
          {"expand-reply", session.call("expand", ask.at("expand-request"))},
          {"observe-reply", session.call("observe", ask.at("observe-request"))},
          {"effect-reply", session.call("apply", ask.at("effect-request"))},
          {"remove-reply", session.call("remove", ask.at("effect-request"))},
          {"health-reply", session.call("health", ask.at("health-request"))},
          {"failed-reply", {{"v", 1}, {"diagnostics", Json::array({failed})}}}};
}

}  // namespace samples
