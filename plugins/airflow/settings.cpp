#include "settings.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "dags.h"
#include "image.h"
#include "owned.h"
#include "task_pods.h"

namespace trimtab::airflow {
namespace {

std::string executor_class(const std::string& word) {
  if (word == "kubernetes") return "KubernetesExecutor";
  return word == "celery" ? "CeleryExecutor" : "LocalExecutor";
}

std::string from_file(const std::string& secret, const std::string& key) { return "cat " + ref::secret(secret, key); }

/// ConfigParser reads % as an interpolation, and a value goes on over indented lines.
std::string escaped(const Json& value) {
  std::string escaped_text;
  for (const char c : text_of_setting(value)) {
    if (c == '%') escaped_text += '%';
    escaped_text += c;
    if (c == '\n') escaped_text += "    ";
  }
  return escaped_text;
}

bool is_name(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
  });
}

/// What is wrong with a setting of the user, if anything.
std::optional<Diagnostic> objection(const std::string& section, const std::string& option, const Json& value) {
  const std::string at = (Json::json_pointer("/config") / section / option).to_string();
  const std::string setting = "[" + section + "] " + option;
  if (!is_name(section) || !is_name(option)) {
    return Diagnostic::error("E0425", "\"" + setting + "\" is no setting that airflow.cfg can hold")
        .at(at)
        .why("a name has letters, digits, '_', '-' and '.'");
  }
  if (const char* reason = reason_against_setting(section, option)) {
    return Diagnostic::error("E0434", setting + " is set by trimtab").at(at).label(reason);
  }
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  const bool plain =
      std::none_of(text.begin(), text.end(), [](unsigned char c) { return c != '\n' && std::iscntrl(c); });
  if (plain && text.find("\n#") == std::string::npos && text.find("\n;") == std::string::npos) return std::nullopt;
  return Diagnostic::error("E0425", "airflow.cfg cannot hold this value of " + setting)
      .at(at)
      .why("a line of it would be a comment, or it has control characters");
}

void take_user_settings(const View& spec, Sections& sections, Expansion& expansion) {
  const Json config = spec.part("config").json();
  for (const auto& [section, options] : config.items()) {
    for (const auto& [option, value] : options.items()) {
      if (const auto wrong = objection(section, option, value)) {
        expansion.say(*wrong);
      } else {
        sections[lower_case(section)][lower_case(option)] = escaped(value);
      }
    }
  }
}

std::string user_list(const View& spec) {
  std::string list;
  const Json people = spec.part("auth/users").json();
  for (const auto& [name, person] : people.items())
    list += (list.empty() ? "" : ",") + name + ":" + person.value("role", "viewer");
  return list;
}

void add_core(const Platform& platform, Sections& sections) {
  const ExpandContext& context = platform.context;
  const View& spec = context.spec();
  std::string classes;
  for (const std::string& word : executors(spec)) classes += (classes.empty() ? "" : ",") + executor_class(word);
  Section& core = sections["core"];
  core["executor"] = classes;
  core["dags_folder"] = dags_folder(context);
  core["fernet_key_cmd"] = from_file("keys", "fernet");
  core["auth_manager"] = "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager";
  core["simple_auth_manager_users"] = user_list(spec);
  core["simple_auth_manager_passwords_file"] = platform.environment.home() + "/passwords.json";
  core["execution_api_server_url"] = api_server_url(spec) + "/execution/";
  core.emplace("load_examples", "False");
  core.emplace("dags_are_paused_at_creation", "False");
  core.emplace("hostname_callable", "airflow.utils.net.get_host_ip_address");
  sections["database"]["sql_alchemy_conn_cmd"] = from_file("connections", "database");
}

void add_servers(const ExpandContext& context, Sections& sections) {
  const View& spec = context.spec();
  Section& api = sections["api"];
  api["host"] = ref::bind_address("api");
  api["port"] = ref::port("api");
  api["base_url"] = spec.text("url", "http://" + ref::address("api"));
  api["secret_key_cmd"] = from_file("keys", "api");
  api.emplace("expose_config", "False");
  sections["api_auth"]["jwt_secret_cmd"] = from_file("keys", "jwt");
  Section& scheduler = sections["scheduler"];
  scheduler["enable_health_check"] = "True";
  scheduler["scheduler_health_check_server_host"] = ref::bind_address("scheduler-health");
  // MariaDB does not understand the statement (WITH … DELETE … RETURNING) by which the scheduler forgets unused assets
  // once a minute, and the scheduler ends on it: there the clean-up never comes due.
  if (context.claimed("database").known_text("flavor") == "mariadb") {
    scheduler.emplace("parsing_cleanup_interval", "315360000");
  }
  sections["logging"]["base_log_folder"] = logs_folder(context);
  for (const auto& [option, value] : remote_logging(spec)) sections["logging"][option] = escaped(value);
  sections["dag_processor"]["refresh_interval"] = std::to_string(seconds_of(spec.text("dagRefresh")));
  sections["usage_data_collection"].emplace("enabled", "False");
  if (!uses(spec, "celery")) return;
  Section& celery = sections["celery"];
  celery["broker_url_cmd"] = from_file("connections", "broker");
  celery["result_backend_cmd"] = from_file("connections", "result_backend");
  if (!spec.boolean("flower/enabled")) return;
  celery["flower_host"] = ref::bind_address("flower");
  celery["flower_port"] = ref::port("flower");
  celery["flower_basic_auth_cmd"] = from_file("flower", "basic_auth");
}

std::string text_of(const Sections& sections) {
  std::string text;
  for (const auto& [name, options] : sections) {
    text += "[" + name + "]\n";
    for (const auto& [option, value] : options) text += option + " = " + value + "\n";
    text += '\n';
  }
  return text;
}

}  // namespace

std::vector<std::string> executors(const View& spec) {
  const Json& value = spec.at("executor");
  return value.is_string() ? std::vector{value.get<std::string>()} : value.get<std::vector<std::string>>();
}

bool uses(const View& spec, const std::string& executor) {
  const auto words = executors(spec);
  return std::find(words.begin(), words.end(), executor) != words.end();
}

std::string api_server_url(const View& spec) {
  std::string path = spec.text("url", "");
  const std::size_t host = path.find("//");
  const std::size_t slash = path.find('/', host == std::string::npos ? 0 : host + 2);
  path = slash == std::string::npos ? "" : path.substr(slash, path.find_first_of("?#", slash) - slash);
  while (!path.empty() && path.back() == '/') path.pop_back();
  return "http://" + ref::address("api") + path;
}

std::string text_of_setting(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "True" : "False";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string logs_folder(const ExpandContext& context) {
  const bool in_pod = context.on_kubernetes() && !context.spec().has("logs/storage");
  return in_pod ? std::string(home_in_image) + "/logs" : ref::volume("logs");
}

Section remote_logging(const View& spec) {
  if (!spec.has("logs/remote")) return {};
  Section options{{"remote_logging", "True"}, {"remote_base_log_folder", spec.text("logs/remote/url")}};
  if (spec.has("logs/remote/connection")) options["remote_log_conn_id"] = spec.text("logs/remote/connection");
  return options;
}

void add_settings(const Platform& platform, Expansion& expansion) {
  Sections sections;
  take_user_settings(platform.context.spec(), sections, expansion);
  add_core(platform, sections);
  add_servers(platform.context, sections);
  add_executor_settings(platform, sections);
  expansion.add(Config("airflow-cfg").file("airflow.cfg", text_of(sections)).from("/config"));
}

}  // namespace trimtab::airflow
