/// Runs a plugin's pure half inside a test: no machine, no database, no engine. Expansion is a function of values, so a
/// test is a value in and a value out.
///
///   const testing::Session session(trimtab_plugin_entry);
///   const Json made = session.expand(testing::Component("db", "mysql").fact("server", {{"found", true}, …}));
///   CHECK(testing::resource(made, "workload/server")["spec"]["command"][0] == "/usr/sbin/mariadbd");
#pragma once

#include <dlfcn.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <trimtab/abi.h>
#include <trimtab/json.hpp>

namespace trimtab {
inline namespace sdk_v1 {
namespace testing {

/// A schema's defaults, filled in from the outside in, as the engine does it before a plugin sees a spec.
inline void fill_defaults(const Json& schema, Json& value) {
  const auto properties = schema.find("properties");
  if (properties == schema.end() || !value.is_object()) return;
  for (const auto& [name, property] : properties->items()) {
    if (!value.contains(name) && property.contains("default")) value[name] = property["default"];
    if (value.contains(name)) fill_defaults(property, value[name]);
  }
}

/// One component of a request, with everything the engine would put in.
class Component {
 public:
  Component(std::string name, std::string kind)
      : json_{{"name", std::move(name)},   {"kind", std::move(kind)}, {"spec", Json::object()},
              {"facts", Json::object()},   {"slots", Json::object()}, {"chosen", Json::object()},
              {"claimed", Json::object()}, {"claims", Json::array()}} {}

  Component& spec(Json value) { return set("spec", std::move(value)); }
  Component& fact(const std::string& name, Json answer) { return put("facts", name, std::move(answer)); }
  Component& slot(const std::string& name, std::int64_t number) { return put("slots", name, number); }
  Component& chosen(const std::string& name, Json value) { return put("chosen", name, std::move(value)); }
  /// What the component in `property` offers: {"host": {"type": "string", "value": "127.0.0.1"}, …}; refs are added.
  Component& claimed(const std::string& property, const std::string& provider, std::string capability, Json outputs) {
    for (const auto& output : outputs.items()) output.value()["ref"] = "@{out:" + property + "/" + output.key() + "}";
    return put("claimed", property,
               {{"provider", provider}, {"capability", std::move(capability)}, {"outputs", std::move(outputs)}});
  }
  /// A claim of `by` on this component.
  Component& claim(const std::string& by, const std::string& property, std::string capability,
                   Json parameters = Json::object()) {
    json_["claims"].push_back({{"id", by + "/" + property},
                               {"capability", std::move(capability)},
                               {"by", by},
                               {"parameters", std::move(parameters)}});
    return *this;
  }
  [[nodiscard]] const Json& json() const { return json_; }

 private:
  Component& set(const char* member, Json value) {
    json_[member] = std::move(value);
    return *this;
  }
  Component& put(const char* member, const std::string& name, Json value) {
    json_[member][name] = std::move(value);
    return *this;
  }
  Json json_;
};

/// A plugin behind its real door, opened in this process.
class Session {
 public:
  explicit Session(trimtab_plugin_entry_fn entry) : notes_(std::make_unique<std::vector<std::string>>()) {
    host_ = trimtab_host{
        sizeof(trimtab_host), TRIMTAB_ABI_MAJOR, TRIMTAB_ABI_MINOR, 0, notes_.get(), log, cancelled, extension};
    if (entry(&host_, &plugin_) != 0) throw std::runtime_error("the plugin's entry refused");
  }
  /// From a built shared object.
  explicit Session(const std::string& shared_object) : Session(entry_of(shared_object)) {}
  ~Session() {
    if (plugin_.close != nullptr) plugin_.close(plugin_.self);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] Json describe() const { return call("describe", {{"v", 1}}); }

  /// The facts that one component asks for.
  [[nodiscard]] Json ask(const Component& component, const std::string& target = "local") const {
    const Json request{{"v", 1}, {"target", target}, {"components", Json::array({asked(component)})}};
    return call("ask", request).at("components").at(0);
  }
  /// What one component consists of: {name, resources, outputs, claims, chosen, diagnostics}.
  [[nodiscard]] Json expand(const Component& component, Json target_facts = default_target_facts(),
                            const std::string& target = "local") const {
    const Json request{{"v", 1},
                       {"target", target},
                       {"stack", "demo"},
                       {"target_facts", std::move(target_facts)},
                       {"components", Json::array({filled(component)})}};
    return call("expand", request).at("components").at(0);
  }
  /// Any method; throws with the diagnostics when the plugin says it failed.
  [[nodiscard]] Json call(const std::string& method, const Json& request) const {
    const std::string text = request.dump();
    std::string answer;
    const trimtab_reply reply{&answer, write};
    const int result = plugin_.call(plugin_.self, {method.data(), method.size()}, {text.data(), text.size()}, &reply);
    if (result != TRIMTAB_DONE) throw std::runtime_error(method + ": " + (answer.empty() ? "unknown method" : answer));
    return Json::parse(answer);
  }
  [[nodiscard]] const std::vector<std::string>& notes() const { return *notes_; }

  static Json default_target_facts() {
    return {{"root", false},
            {"uid", 1000},
            {"user", "trimtab"},
            {"state", "/var/lib/trimtab/demo"},
            {"free", 200'000'000'000},
            {"ports", Json::array()},
            {"cpus", 4},
            {"memory", 8'000'000'000}};
  }

 private:
  [[nodiscard]] Json filled(const Component& component) const {
    Json json = component.json();
    const Json kinds = describe().at("kinds");
    for (const Json& kind : kinds)
      if (kind.at("name") == json.at("kind")) fill_defaults(kind.at("schema"), json["spec"]);
    return json;
  }
  [[nodiscard]] Json asked(const Component& component) const {
    const Json json = filled(component);
    return {{"name", json["name"]}, {"kind", json["kind"]}, {"spec", json["spec"]}};
  }

  static trimtab_plugin_entry_fn entry_of(const std::string& path) {
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* symbol = library != nullptr ? dlsym(library, TRIMTAB_ENTRY_SYMBOL) : nullptr;
    if (symbol == nullptr) throw std::runtime_error(dlerror());
    return reinterpret_cast<trimtab_plugin_entry_fn>(symbol);
  }
  static void log(void* ctx, int, trimtab_bytes text) {
    static_cast<std::vector<std::string>*>(ctx)->emplace_back(text.data, text.size);
  }
  static int cancelled(void*) { return 0; }
  static const void* extension(void*, const char*, std::uint32_t) { return nullptr; }
  static void write(void* ctx, trimtab_bytes json) { static_cast<std::string*>(ctx)->assign(json.data, json.size); }

  std::unique_ptr<std::vector<std::string>> notes_;
  trimtab_host host_{};
  trimtab_plugin plugin_{};
};

/// The resource "type/name" of an expansion; null when it has none.
inline Json resource(const Json& expansion, const std::string& id) {
  for (const Json& one : expansion.at("resources"))
    if (one.at("type").get<std::string>() + "/" + one.at("name").get<std::string>() == id) return one;
  return {};
}

/// "warning W0412 /version: what", one per line: what a test compares.
inline std::string diagnostics(const Json& expansion) {
  std::string lines;
  for (const Json& one : expansion.value("diagnostics", Json::array())) {
    lines += one.at("severity").get<std::string>() + " " + one.at("code").get<std::string>() + " ";
    lines += one.value("at", "") + ": " + one.at("what").get<std::string>() + "\n";
  }
  return lines;
}

}  // namespace testing
}  // namespace sdk_v1
}  // namespace trimtab

/// The plugin's own entry, for a test that is linked with the plugin's sources.
extern "C" int trimtab_plugin_entry(const trimtab_host* host, trimtab_plugin* out);
