/// The C++ SDK of trimtab plugins: header-only, C++17, nlohmann_json. Include this one file, derive from Kind, and end
/// one source file with TRIMTAB_PLUGIN. No exception leaves the plugin: it becomes a diagnostic of the component or
/// call.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <trimtab/abi.h>
#include <trimtab/context.hpp>
#include <trimtab/diagnostic.hpp>
#include <trimtab/driver_calls.hpp>
#include <trimtab/expansion.hpp>
#include <trimtab/facts.hpp>
#include <trimtab/host.hpp>
#include <trimtab/image.hpp>
#include <trimtab/json.hpp>
#include <trimtab/kind.hpp>
#include <trimtab/local.hpp>
#include <trimtab/names.hpp>
#include <trimtab/reference.hpp>
#include <trimtab/resource_type.hpp>
#include <trimtab/resources.hpp>
#include <trimtab/schema.hpp>
#include <trimtab/workload.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// A plugin as the door sees it: JSON in, JSON out. TRIMTAB_PLUGIN makes one; tests may make one by hand.
class Plugin {
 public:
  Plugin(std::string name, std::string version) : name_(std::move(name)), version_(std::move(version)) {}

  void add(std::unique_ptr<Kind> kind) {
    std::string name = kind->describe().json().at("name");
    kinds_.emplace_back(std::move(name), std::move(kind));
  }
  void add(std::unique_ptr<ResourceType> type) {
    std::string name = type->describe().json().at("name");
    types_.emplace_back(std::move(name), std::move(type));
  }

  /// Nothing for a method it does not know. Throws what the author's code throws outside a single component.
  [[nodiscard]] std::pair<bool, Json> call(const std::string& method, const Json& request, const Notes& notes) {
    if (method == "describe") return {true, describe()};
    if (method == "ask" || method == "expand") return {true, pure(method, request, notes)};
    if (types_.empty()) return {false, {}};
    return driver_call(method, request, [&](const std::string& name) -> ResourceType& { return type(name); });
  }

 private:
  [[nodiscard]] Json describe() const {
    Json reply{
        {"v", 1}, {"name", name_}, {"version", version_}, {"kinds", Json::array()}, {"resource_types", Json::array()}};
    for (const auto& [name, kind] : kinds_) reply["kinds"].push_back(kind->describe().json());
    for (const auto& [name, type] : types_) reply["resource_types"].push_back(type->describe().json());
    return reply;
  }

  [[nodiscard]] Json pure(const std::string& method, const Json& request, const Notes& notes) const {
    Json answers = Json::array();
    for (const Json& component : request.at("components")) {
      answers.push_back(guarded(method, component, [&](const Kind& kind) {
        if (method == "expand") return kind.expand(ExpandContext(request, component, notes)).json(component.at("name"));
        Json asked;
        asked["name"] = component.at("name");
        asked["facts"] = kind.ask(AskContext(request, component, notes)).json();
        return asked;
      }));
    }
    return {{"v", 1}, {"components", std::move(answers)}};
  }

  /// One component that cannot go on takes no other with it.
  template <class Answer>
  [[nodiscard]] Json guarded(const std::string& method, const Json& component, const Answer& answer) const {
    const std::string name = component.at("name");
    Json said;
    try {
      return answer(kind(component.at("kind")));
    } catch (const Problem& problem) {
      said = problem.diagnostic().json();
      said["severity"] = "error";
    } catch (const std::exception& error) {
      said = Diagnostic::error("E0211", name_ + " cannot " + method + " " + name + ": " + error.what()).json();
    }
    Json reply = method == "expand" ? Expansion().json(name) : Json{{"name", name}, {"facts", Json::array()}};
    reply["diagnostics"] = Json::array({std::move(said)});
    return reply;
  }

  [[nodiscard]] const Kind& kind(const std::string& name) const {
    for (const auto& [known, kind] : kinds_)
      if (known == name) return *kind;
    throw std::invalid_argument("plugin " + name_ + " has no kind \"" + name + "\"");
  }
  [[nodiscard]] ResourceType& type(const std::string& name) const {
    for (const auto& [known, type] : types_)
      if (known == name) return *type;
    throw std::invalid_argument("plugin " + name_ + " has no resource type \"" + name + "\"");
  }

  std::string name_, version_;
  std::vector<std::pair<std::string, std::unique_ptr<Kind>>> kinds_;
  std::vector<std::pair<std::string, std::unique_ptr<ResourceType>>> types_;
};

/// The plugin's side of the door: exceptions stop here.
namespace door {

struct Instance {
  Host host;
  Plugin plugin;
};

inline void write(const trimtab_reply* reply, const Json& json) {
  const std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  reply->write(reply->ctx, bytes_of(text));
}

inline int failed(const trimtab_reply* reply, const std::string& what) noexcept {
  try {
    write(reply, {{"v", 1}, {"diagnostics", Json::array({Diagnostic::error("E0210", what).json()})}});
  } catch (...) {
    return TRIMTAB_FAILED;  // out of memory, in all likelihood: the engine sees a failure without a reply
  }
  return TRIMTAB_FAILED;
}

inline int call(void* self, trimtab_bytes method, trimtab_bytes request, const trimtab_reply* reply) noexcept {
  try {
    auto& instance = *static_cast<Instance*>(self);
    const Notes notes = [&](const std::string& text) { instance.host.note(text); };
    const Json parsed = Json::parse(request.data, request.data + request.size);
    const auto [known, answer] = instance.plugin.call(std::string(method.data, method.size), parsed, notes);
    if (!known) return TRIMTAB_UNKNOWN_METHOD;
    write(reply, answer);
    return TRIMTAB_DONE;
  } catch (const std::exception& error) {
    return failed(reply, error.what());
  } catch (...) {
    return failed(reply, "an exception of unknown type");
  }
}

inline void close(void* self) noexcept { const std::unique_ptr<Instance> ended(static_cast<Instance*>(self)); }

template <class Part>
void add(Plugin& plugin) {
  static_assert(std::is_base_of_v<Kind, Part> || std::is_base_of_v<ResourceType, Part>,
                "TRIMTAB_PLUGIN takes classes derived from trimtab::Kind or trimtab::ResourceType");
  using Base = std::conditional_t<std::is_base_of_v<Kind, Part>, Kind, ResourceType>;
  plugin.add(std::unique_ptr<Base>(std::make_unique<Part>()));
}

/// The ABI numbers are filled in whatever happens, so that an engine of another major can say which one it met.
template <class... Parts>
int enter(const char* name, const char* version, const trimtab_host* host, trimtab_plugin* out) noexcept {
  out->size = sizeof(trimtab_plugin);
  out->abi_major = TRIMTAB_ABI_MAJOR;
  out->abi_minor = TRIMTAB_ABI_MINOR;
  if (!Host::fits(host)) return 1;
  try {
    auto instance = std::make_unique<Instance>(Instance{Host(host), Plugin(name, version)});
    (add<Parts>(instance->plugin), ...);
    out->self = instance.release();
    out->call = call;
    out->close = close;
    return 0;
  } catch (const std::exception& error) {
    Host(host).note(error.what(), TRIMTAB_LOG_WARNING);
  } catch (...) {
    Host(host).note("an exception of unknown type", TRIMTAB_LOG_WARNING);
  }
  return 1;
}

}  // namespace door
}  // namespace sdk_v1
}  // namespace trimtab

/// TRIMTAB_PLUGIN("mysql", "0.1.0", MysqlKind, CloudSqlProxyKind): once per plugin, outside any namespace. With
/// trimtab_add_plugin the first two are TRIMTAB_PLUGIN_NAME and TRIMTAB_PLUGIN_VERSION.
#define TRIMTAB_PLUGIN(name, version, ...)                                                             \
  extern "C" __attribute__((visibility("default"))) int trimtab_plugin_entry(const trimtab_host* host, \
                                                                             trimtab_plugin* out) {    \
    return ::trimtab::door::enter<__VA_ARGS__>(name, version, host, out);                              \
  }
