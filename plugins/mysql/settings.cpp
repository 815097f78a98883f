#include "settings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace trimtab::mysql {
namespace {

constexpr const char* in_volume = "it lies in the component's volume";
constexpr const char* by_target = "the target starts and watches the process";

/// Options that trimtab sets, each with what to say to who sets it too.
constexpr std::array<std::pair<const char*, const char*>, 23> owned{{
    {"datadir", in_volume},
    {"tmpdir", in_volume},
    {"pid_file", by_target},
    {"user", by_target},
    {"daemonize", by_target},
    {"console", by_target},
    {"log_error", "the log is the process's output, which the target rotates"},
    {"basedir", "use local.basedir"},
    {"port", "use local.port"},
    {"bind_address", "use local.bind"},
    {"socket", "clients connect over TCP: a socket's path may be longer than the system allows"},
    {"networking", "clients connect over TCP"},
    {"mysqlx", "only one protocol is offered, on the endpoint \"sql\""},
    {"name_resolve", "accounts are made for addresses"},
    {"grant_tables", "every claim has a user with rights on its database alone"},
    {"partial_revokes", "rights are granted on escaped database names, which it reads as they stand"},
    {"init_file", "it keeps the root password in step with its secret"},
    {"initialize", "task/initialize makes the data directory"},
    {"bootstrap", "task/initialize makes the data directory"},
    {"character_set_server", "use charset"},
    {"collation_server", "use collation"},
    {"explicit_defaults_for_timestamp", "Airflow's migrations fail without it"},
    {"defaults_file", "it has no meaning inside the file"},
}};

constexpr std::array<const char*, 7> shaping{"innodb_page_size",
                                             "innodb_data_file_path",
                                             "innodb_undo_tablespaces",
                                             "lower_case_table_names",
                                             "lc_messages_dir",
                                             "character_sets_dir",
                                             "plugin_dir"};

/// "Loose-Skip-Networking" is "networking": the servers take dashes, either case and these prefixes.
std::string plain_name(const std::string& option) {
  std::string name;
  for (const char c : option) name += c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  for (const std::string prefix : {"loose_", "skip_", "disable_", "enable_", "maximum_"})
    if (name.rfind(prefix, 0) == 0) name.erase(0, prefix.size());
  return name;
}

/// The servers take an unambiguous beginning for the whole, so "datad" is "datadir".
const char* reason_against(const std::string& option) {
  const std::string name = plain_name(option);
  for (const auto& [known, reason] : owned)
    if (!name.empty() && std::string(known).rfind(name, 0) == 0) return reason;
  return nullptr;
}

bool is_word(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
}

std::string bare(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "ON" : "OFF";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string quoted(const Json& value) {
  if (!value.is_string()) return bare(value);
  std::string text = "\"";
  for (const char c : value.get<std::string>()) {
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text + "\"";
}

void check_option(const std::string& option, const Json& value, Expansion& expansion) {
  const std::string pointer = "/config/" + option;
  if (const char* reason = reason_against(option)) {
    expansion.say(Diagnostic::error("E0445", "option \"" + option + "\" is set by trimtab")
                      .at(pointer)
                      .why(reason)
                      .next("remove \"" + option + "\" from config"));
  }
  const std::string text = bare(value);
  const bool one_line = std::none_of(text.begin(), text.end(), [](unsigned char c) { return std::iscntrl(c) != 0; });
  if (is_word(option) && one_line) return;
  expansion.say(Diagnostic::error("E0446", "\"" + option + "\" is no option that a configuration file can hold")
                    .at(is_word(option) ? pointer : "/config")
                    .why(is_word(option) ? "its value has control characters" : "a name has letters, digits, - and _"));
}

void check_text_encoding(const View& spec, const Server& server, Expansion& expansion) {
  const std::string charset = spec.text("charset", "utf8mb4");
  const std::string collation = spec.text("collation", "utf8mb4_unicode_ci");
  if (!is_word(charset) || !is_word(collation) || collation.rfind(charset + "_", 0) != 0) {
    expansion.say(Diagnostic::error("E0447", "collation " + collation + " does not belong to charset " + charset)
                      .at("/collation")
                      .next("choose one that begins with " + charset + "_"));
  } else if (charset != "utf8mb4") {
    expansion.say(Diagnostic::warning("W0413", "charset " + charset + " cannot hold every character Airflow stores")
                      .at("/charset")
                      .why("Airflow's migrations accept it without an error")
                      .next("remove \"charset\": the default is utf8mb4"));
  }
  if (server.is_mariadb() && collation.find("_0900_") != std::string::npos) {
    expansion.say(Diagnostic::error("E0448", server.label() + " has no collation " + collation)
                      .at("/collation")
                      .next("write \"collation: utf8mb4_unicode_ci\""));
  }
}

std::string options_of_user(const View& spec) {
  std::string text;
  const View config = spec.part("config");
  // Airflow keeps several connections per process; no replica reads a binary log here. Both may be set by the user.
  if (!config.has("max_connections") && !config.has("max-connections")) text += "max_connections = 300\n";
  text += "skip_log_bin\n";
  for (const auto& [option, value] : config.json().items()) text += option + " = " + quoted(value) + "\n";
  return text;
}

}  // namespace

void check_settings(const View& spec, const Server& server, Expansion& expansion) {
  const View config = spec.part("config");
  for (const auto& [option, value] : config.json().items()) check_option(option, value, expansion);
  check_text_encoding(spec, server, expansion);
}

std::string my_cnf(const View& spec, const Server& server) {
  const std::string data = ref::volume("data");
  std::string text = "[mysqld]\n" + options_of_user(spec);
  // What trimtab sets stands last, so that it counts. An empty socket means: none.
  text += "datadir = \"" + data + "/databases\"\n";
  text += "tmpdir = \"" + data + "/tmp\"\n";
  text += "pid_file = \"" + data + "/server.pid\"\n";
  text += "socket =\n";
  text += "bind_address = " + ref::bind_address("sql") + "\n";
  text += "port = " + ref::port("sql") + "\n";
  text += "skip_name_resolve\n";
  text += "character_set_server = " + spec.text("charset", "utf8mb4") + "\n";
  text += "collation_server = " + spec.text("collation", "utf8mb4_unicode_ci") + "\n";
  text += "explicit_defaults_for_timestamp = ON\n";
  if (!server.basedir.empty()) text += "basedir = \"" + server.basedir + "\"\n";
  if (!server.is_mariadb()) text += "mysqlx = OFF\nsecure_file_priv = NULL\n";
  return text;
}

std::vector<std::string> initial_options(const View& spec) {
  std::vector<std::string> options;
  const View config = spec.part("config");
  for (const auto& [option, value] : config.json().items())
    if (std::find(shaping.begin(), shaping.end(), plain_name(option)) != shaping.end())
      options.push_back("--" + option + "=" + bare(value));
  return options;
}

}  // namespace trimtab::mysql
