#include "checks.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include <trimtab/local.hpp>

#include "cluster_checks.h"
#include "owned.h"
#include "schema.h"
#include "settings.h"

namespace trimtab::airflow {
namespace {

constexpr std::array<const char*, 6> roles{"apiServer", "scheduler", "dagProcessor", "triggerer", "workers", "flower"};

std::string pointer(const std::string& above, const std::string& key) {
  return (Json::json_pointer(above) / key).to_string();
}

void require_broker(const ExpandContext& context) {
  if (!uses(context.spec(), "celery") || context.claims("broker")) return;
  throw Problem(Diagnostic::error("E0304", context.component() + " needs a message-broker and names none")
                    .at("/executor")
                    .label("celery claims a message-broker in \"broker\"")
                    .next("add \"broker: NAME\" of a component that offers one, or write \"executor: local\""));
}

/// Whether the user said something about the workers: what the engine fills in or hands down does not count.
bool workers_are_described(const View& workers) {
  const Json properties = workers_schema().json().at("properties");
  for (const auto& [field, value] : workers.json().items()) {
    if (field == "local" || field == "kubernetes") continue;
    if (value != properties.at(field).value("default", Json::object())) return true;
  }
  return false;
}

void check_without_celery(const View& spec, Expansion& expansion) {
  if (uses(spec, "celery")) return;
  const auto unused = [&](const std::string& field, const std::string& what) {
    expansion.say(Diagnostic::error("E0437", what + " without the celery executor")
                      .at("/" + field)
                      .next("remove \"" + field + "\", or write \"executor: celery\""));
  };
  if (spec.has("broker")) unused("broker", "nothing talks to a broker");
  if (spec.boolean("flower/enabled")) unused("flower", "there is nothing for flower to show");
  if (workers_are_described(spec.part("workers"))) unused("workers", "there are no workers");
}

void check_copies(const View& spec, Expansion& expansion) {
  for (const char* role : {"apiServer", "flower"}) {
    if (spec.integer(std::string(role) + "/replicas", 1) == 1) continue;
    expansion.say(Diagnostic::error("E0438", std::string(role) + " has exactly one replica on the local target")
                      .at("/" + std::string(role) + "/replicas")
                      .why("clients know one address, and one machine has one process on a port"));
  }
}

void refuse_block_key(const std::string& role, const std::string& key, const std::string& why, Expansion& expansion) {
  const std::string where = role.empty() ? "local" : role + "/local";
  expansion.say(Diagnostic::error("E0426", "\"" + key + "\" has no effect here").at("/" + where + "/" + key).why(why));
}

/// What stands in a role and not already around it, from where it was handed down.
bool says_itself(const View& spec, const std::string& role, const std::string& key) {
  const std::string own = role + "/local/" + key;
  return spec.has(own) && (role.empty() || !spec.has("local/" + key) || spec.at(own) != spec.at("local/" + key));
}

bool is_bindable(const std::string& address) {
  return address == "127.0.0.1" || address == "localhost" || address == "0.0.0.0";
}

void check_block(const View& spec, const std::string& role, Expansion& expansion) {
  if (says_itself(spec, role, "user")) {
    refuse_block_key(role, "user", "target.local.user is the account of every process of the stack", expansion);
  }
  if (role == "dagProcessor" && spec.has("dagProcessor/local/port")) {
    refuse_block_key(role, "port", "the DAG processor listens on none", expansion);
  }
  if (!says_itself(spec, role, "bind")) return;
  if (role == "dagProcessor") refuse_block_key(role, "bind", "the DAG processor listens on no port", expansion);
  if (role == "workers" || role == "triggerer") {
    refuse_block_key(role, "bind", "its log server binds every address; Airflow has no setting for it", expansion);
  } else if (const std::string address = spec.text(role + "/local/bind"); !is_bindable(address)) {
    refuse_block_key(role, "bind", "servers listen on 127.0.0.1 or, with 0.0.0.0, on every address", expansion);
  }
}

void check_blocks(const View& spec, Expansion& expansion) {
  if (spec.has("local/port")) refuse_block_key("", "port", "a port belongs to a role: apiServer.local.port", expansion);
  check_block(spec, "", expansion);
  for (const char* role : roles) check_block(spec, role, expansion);
}

void check_variables(const View& part, const std::string& at, Expansion& expansion) {
  Json seen = Json::object();
  for (const char* field : {"env", "secretEnv", "secretFiles"}) {
    const Json variables = part.part(field).json();
    for (const auto& [variable, value] : variables.items()) {
      const std::string where = pointer(at + "/" + field, variable);
      if (const char* reason = reason_against_variable(variable)) {
        expansion.say(Diagnostic::error("E0434", variable + " is set by trimtab").at(where).label(reason));
      }
      if (seen.contains(variable)) {
        expansion.say(Diagnostic::error("E0427", variable + " has two values")
                          .at(where)
                          .why("it stands in " + seen.at(variable).get<std::string>() + " too"));
      }
      seen[variable] = field;
    }
  }
}

bool is_login(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
  }) && std::isalnum(static_cast<unsigned char>(name.front())) != 0;
}

void check_users(const View& spec, Expansion& expansion) {
  const Json users = spec.part("auth/users").json();
  if (users.empty()) expansion.say(Diagnostic::error("E0428", "nobody may log in").at("/auth/users"));
  for (const auto& [name, user] : users.items()) {
    if (is_login(name)) continue;
    expansion.say(Diagnostic::error("E0428", "\"" + name + "\" is no name to log in with")
                      .at(pointer("/auth/users", name))
                      .why("a name has letters, digits, '_', '-' and '.'"));
  }
}

/// A group's name is part of its resources' names, the longest being "worker-NAME-log".
bool is_group(const std::string& name) {
  constexpr std::size_t longest = 30 - std::string_view("worker--log").size();
  const auto fits = [](unsigned char c) { return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '-'; };
  return !name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), fits) && name.back() != '-';
}

/// Throws, because what comes after would make a resource of that name.
void check_groups(const View& spec) {
  const Json groups = spec.part("workers/groups").json();
  for (const auto& [name, group] : groups.items()) {
    if (is_group(name)) continue;
    throw Problem(Diagnostic::error("E0436", "\"" + name + "\" is no name for a group of workers")
                      .at(pointer("/workers/groups", name))
                      .why("a name has lower-case letters, digits and '-', and at most 19 of them"));
  }
}

void check_fernet_key(const View& spec, Expansion& expansion) {
  const View made = spec.part("secrets/fernetKey/generated");
  if (made.integer("length", 32) == 32 && made.text("alphabet", "fernet") == "fernet") return;
  expansion.say(Diagnostic::error("E0429", "a fernet key is 32 bytes in an alphabet of its own")
                    .at("/secrets/fernetKey/generated")
                    .next("write \"fernetKey: {generated: {}}\""));
}

/// Airflow's own opinion of its simple auth manager: fine where only this machine, or this cluster, reaches it.
void judge_login(const ExpandContext& context, Expansion& expansion) {
  const View& spec = context.spec();
  const std::string url = spec.text("url", "");
  const bool loopback =
      url.empty() || url.find("//127.") != std::string::npos || url.find("//localhost") != std::string::npos;
  const bool open = context.on_kubernetes() ? spec.has("apiServer/kubernetes/ingress")
                                            : LocalBlock(spec.part("apiServer")).listens_everywhere();
  if (loopback && !open) return;
  expansion.say(Diagnostic::warning("W0435", "Airflow's simple auth manager is meant for development")
                    .at(loopback ? "/apiServer" : "/url")
                    .label("reached from elsewhere")
                    .why("it keeps passwords in plain text and has no session limits"));
}

}  // namespace

void check_spec(const ExpandContext& context, Expansion& expansion) {
  const View& spec = context.spec();
  require_broker(context);
  check_without_celery(spec, expansion);
  check_pods_of_tasks(context, expansion);
  if (context.on_kubernetes()) {
    check_logs(spec, expansion);
    check_packages(spec, expansion);
  } else {
    check_copies(spec, expansion);
    check_blocks(spec, expansion);
  }
  check_variables(spec, "", expansion);
  for (const char* role : roles) check_variables(spec.part(role), "/" + std::string(role), expansion);
  check_users(spec, expansion);
  check_fernet_key(spec, expansion);
  judge_login(context, expansion);
  check_groups(spec);
}

}  // namespace trimtab::airflow
