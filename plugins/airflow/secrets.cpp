#include "secrets.h"

namespace trimtab::airflow {
namespace {

/// The user's source where there is one; what is generated is long enough and of the alphabet Airflow wants.
void key(Secret& secret, const View& spec, const std::string& field, const std::string& name, int length,
         const std::string& alphabet) {
  Json source = spec.part("secrets/" + field).json();
  if (source.empty()) source = {{"generated", Json::object()}};
  if (source.contains("generated")) {
    Json& made = source["generated"];
    made.emplace("length", length);
    made.emplace("alphabet", alphabet);
  }
  secret.source(name, source);
}

/// "@host:port" of a claimed server, as it stands behind the password of a URL.
std::string server(const Claimed& claimed) { return ref::at() + claimed.text("host") + ":" + claimed.text("port"); }

std::string database_url(const Claimed& database) {
  return "mysql+mysqldb://" + database.text("user") + ":" + database.secret_value("password", "url") +
         server(database) + "/" + database.text("database") + "?charset=utf8mb4";
}

std::string broker_url(const Claimed& broker) {
  return "redis://:" + broker.secret_value("password", "url") + server(broker) + "/" + broker.text("index");
}

}  // namespace

void add_secrets(const ExpandContext& context, bool celery, Expansion& expansion) {
  const View& spec = context.spec();
  Secret keys("keys");
  key(keys, spec, "fernetKey", "fernet", 32, "fernet");
  key(keys, spec, "apiSecretKey", "api", 64, "hex");
  key(keys, spec, "jwtSecret", "jwt", 64, "hex");
  expansion.add(keys.from("/secrets"));

  const std::string database = database_url(context.claimed("database"));
  Secret connections("connections");
  connections.from_template("database", database);
  if (celery) {
    connections.from_template("result_backend", "db+" + database);
    connections.from_template("broker", broker_url(context.claimed("broker")));
  }
  expansion.add(connections.from("/database"));

  Secret users("users");
  std::string passwords;
  const Json people = spec.part("auth/users").json();
  for (const auto& [name, person] : people.items()) {
    users.source(name, person.at("password"));
    passwords += (passwords.empty() ? "" : ", ") + Json(name).dump() + ": " + ref::value("users", name, "json");
  }
  expansion.add(users.from("/auth/users"));
  expansion.add(Secret("login").from_template("passwords.json", "{" + passwords + "}").from("/auth/users"));

  if (celery && spec.boolean("flower/enabled")) {
    expansion.add(Secret("flower")
                      .source("password", spec.at("flower/password"))
                      .from_template("basic_auth", "admin:" + ref::value("flower", "password"))
                      .from("/flower"));
  }
}

}  // namespace trimtab::airflow
