#include "settings.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace trimtab::redis {
namespace {

constexpr const char* by_target = "the target starts the process, watches it and rotates its output";
constexpr const char* by_secret = "the password follows the field \"password\"";
constexpr const char* one_primary = "a broker is one primary that takes writes";

/// Options that trimtab sets, each with what to say to who sets it too.
constexpr std::array<std::pair<const char*, const char*>, 28> owned{{
    {"bind", "use local.bind"},
    {"port", "use local.port"},
    {"tls-port", "only one protocol is offered, on the endpoint \"broker\""},
    {"unixsocket", "clients connect over TCP: a socket's path may be longer than the system allows"},
    {"protected-mode", "the server has a password"},
    {"requirepass", by_secret},
    {"masterauth", one_primary},
    {"aclfile", by_secret},
    {"user", by_secret},
    {"include", "other files would escape this check; write the options here"},
    {"rename-command", "the health check and Celery need the commands"},
    {"daemonize", by_target},
    {"supervised", by_target},
    {"pidfile", by_target},
    {"logfile", by_target},
    {"syslog-enabled", by_target},
    {"set-proc-title", by_target},
    {"dir", "it lies in the component's volume"},
    {"databases", "use databases"},
    {"maxmemory", "use maxMemory"},
    {"appendonly", "use persistence"},
    {"appendfsync", "use persistence.fsync"},
    {"cluster-enabled", "Celery cannot use Redis Cluster"},
    {"replicaof", one_primary},
    {"slaveof", one_primary},
    {"replica-read-only", one_primary},
    {"slave-read-only", one_primary},
    {"sentinel", one_primary},
}};

const char* reason_against(const std::string& option, const std::string& value) {
  std::string name;
  for (const char c : option) name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (name == "maxmemory-policy" && value != "noeviction") return "an evicted key is a task that never runs";
  for (const auto& [known, reason] : owned)
    if (name == known) return reason;
  return nullptr;
}

std::string bare(const Json& value) {
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void check_option(const std::string& option, const std::string& value, Expansion& expansion) {
  const std::string pointer = "/config/" + option;
  if (const char* reason = reason_against(option, value)) {
    expansion.say(Diagnostic::error("E0453", "option \"" + option + "\" is set by trimtab")
                      .at(pointer)
                      .why(reason)
                      .next("remove \"" + option + "\" from config"));
  }
  const bool is_word = !option.empty() && std::all_of(option.begin(), option.end(),
                                                      [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
  const bool one_line = std::none_of(value.begin(), value.end(), [](unsigned char c) { return std::iscntrl(c) != 0; });
  if (is_word && one_line) return;
  expansion.say(Diagnostic::error("E0454", "\"" + option + "\" is no option that redis.conf can hold")
                    .at(is_word ? pointer : "/config")
                    .why(is_word ? "its value has control characters" : "a name has letters, digits and -"));
}

/// Redis has no unit above gb and reads k as 1000 as we do; bytes leave no doubt.
std::string bytes(const std::string& size) {
  const std::size_t digits = size.find_first_not_of("0123456789");
  std::uint64_t count = std::stoull(size);
  if (digits == std::string::npos) return size;
  const std::uint64_t step = size.back() == 'i' ? 1024 : 1000;
  for (const char unit : {'k', 'm', 'g', 't'}) {
    count *= step;
    if (std::tolower(static_cast<unsigned char>(size[digits])) == unit) break;
  }
  return std::to_string(count);
}

}  // namespace

void check_settings(const View& spec, Expansion& expansion) {
  const View config = spec.part("config");
  for (const auto& [option, value] : config.json().items()) check_option(option, bare(value), expansion);
}

std::string redis_conf(const View& spec) {
  const View config = spec.part("config");
  const bool durable = spec.boolean("persistence/enabled", true);
  // No snapshots: the append-only file, when wanted, holds everything. Both this and what follows may be overridden.
  std::string text = "save \"\"\n";
  for (const auto& [option, value] : config.json().items()) text += option + " " + bare(value) + "\n";
  // What trimtab sets stands last, so that it counts.
  text += "bind " + ref::bind_address("broker") + "\n";
  text += "port " + ref::port("broker") + "\n";
  text += "protected-mode yes\ndaemonize no\nsupervised no\npidfile \"\"\nlogfile \"\"\n";
  text += "dir \"" + ref::volume("data") + "\"\n";
  text += "databases " + std::to_string(spec.integer("databases", 16)) + "\n";
  text += "maxmemory-policy noeviction\n";
  if (spec.has("maxMemory")) text += "maxmemory " + bytes(spec.text("maxMemory")) + "\n";
  text += std::string("appendonly ") + (durable ? "yes" : "no") + "\n";
  text += "appendfsync " + spec.text("persistence/fsync", "everysec") + "\n";
  return text + "include \"" + ref::secret("authentication", "password.conf") + "\"\n";
}

}  // namespace trimtab::redis
