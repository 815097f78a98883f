#include <fmt/format.h>

#include <algorithm>

#include "core/cli/commands.h"
#include "core/cli/report.h"
#include "core/cli/workspace.h"
#include "core/event/diagnostic_text.h"
#include "core/support/json_text.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

Value listed(const FoundPlugin& plugin) {
  Value json{{"file", plugin.file.native()}};
  if (plugin.description) {
    json["name"] = plugin.description->name;
    json["version"] = plugin.description->version;
    json["kinds"] = Value::array();
    for (const Kind& kind : plugin.description->kinds) json["kinds"].push_back(kind.name);
  } else {
    json["error"] = plugin.error->message();
  }
  return json;
}

std::string line_of(const FoundPlugin& plugin, const Style& style) {
  if (!plugin.description) return to_text(*plugin.error, style);
  std::vector<std::string> kinds;
  for (const Kind& kind : plugin.description->kinds) kinds.push_back(kind.name);
  return fmt::format("  {:<12} {:<8} {:<28} {}\n", plugin.description->name, plugin.description->version,
                     join(kinds, ", "), printable(plugin.file.native()));
}

std::string type_of(const Value& schema) {
  if (schema.contains("x-trimtab-claim")) return "claim of " + schema.at("x-trimtab-claim").get<std::string>();
  if (schema.contains("x-trimtab-secret")) return "secret";
  if (schema.contains("x-trimtab-duration")) return "duration";
  if (schema.contains("x-trimtab-size")) return "size";
  if (schema.contains("enum")) {
    std::vector<std::string> words;
    for (const Value& word : schema.at("enum"))
      words.push_back(word.is_string() ? word.get<std::string>() : word.dump());
    return join(words, " | ");
  }
  if (schema.contains("oneOf")) {
    std::vector<std::string> types;
    for (const Value& one : schema.at("oneOf")) types.push_back(type_of(one));
    return join(types, " or ");
  }
  return schema.value("type", std::string("any"));
}

/// One line per field, nested ones indented by their path.
void describe_fields(const Value& schema, const std::string& path, std::string& text) {
  const Value required = schema.value("required", Value::array());
  const Value properties = schema.value("properties", Value::object());
  for (const auto& [name, property] : properties.items()) {
    const std::string full = path.empty() ? name : path + "." + name;
    const bool needed = std::ranges::find(required, Value(name)) != required.end();
    std::string type = type_of(property);
    if (property.contains("default") && property.at("default").is_primitive())
      type += " = " + property.at("default").dump();
    if (needed) type += ", required";
    text += fmt::format("    {:<28} {:<36} {}\n", full, type, property.value("description", std::string()));
    describe_fields(property, full, text);
  }
}

std::string described(const Kind& kind) {
  std::string text = fmt::format("kind {} of plugin {}: {}\n", kind.name, kind.plugin, kind.description);
  for (const Capability& capability : kind.offers) {
    std::vector<std::string> outputs;
    for (const auto& [name, type] : capability.outputs) outputs.push_back(name);
    text += fmt::format("  offers {} with {}\n", capability.name, join(outputs, ", "));
  }
  if (!kind.outputs.empty()) {
    std::vector<std::string> outputs;
    for (const auto& [name, type] : kind.outputs) outputs.push_back(name);
    text += fmt::format("  outputs {}\n", join(outputs, ", "));
  }
  text += "  fields of spec\n";
  describe_fields(kind.schema, {}, text);
  return text;
}

Value value_of(const Kind& kind) {
  Value offers = Value::array();
  for (const Capability& capability : kind.offers) {
    offers.push_back(
        {{"capability", capability.name}, {"parameters", capability.parameters}, {"outputs", capability.outputs}});
  }
  return {{"plugin", kind.plugin}, {"name", kind.name},           {"description", kind.description},
          {"schema", kind.schema}, {"offers", std::move(offers)}, {"outputs", kind.outputs}};
}

}  // namespace

int run_plugin_list(const Options& options, const Console& console) {
  Workspace workspace(options, console);
  const auto registry = workspace.scan_plugins();
  if (!registry) return give_up(console, registry.error(), {});
  Value list = Value::array();
  std::string text;
  bool broken = false;
  for (const FoundPlugin& plugin : (*registry)->found()) {
    broken = broken || plugin.error.has_value();
    list.push_back(listed(plugin));
    text += line_of(plugin, console.result_style());
  }
  if (text.empty()) text = "no plugins found; look elsewhere with --plugin-dir DIR or TRIMTAB_PLUGIN_PATH\n";
  console.print(options.format == Format::json ? json_text({{"v", 1}, {"plugins", std::move(list)}}) : text);
  return broken ? exit_invalid : exit_converged;
}

int run_plugin_show(const Options& options, const Console& console) {
  Workspace workspace(options, console);
  const auto registry = workspace.plugins();
  if (!registry) return give_up(console, registry.error(), {});
  Value list = Value::array();
  std::string text;
  std::vector<std::string> names;
  for (const Kind& kind : (*registry)->kinds()) {
    names.push_back(kind.name);
    names.push_back(kind.plugin);
    const bool meant = options.subject == kind.name || options.subject == kind.plugin ||
                       options.subject == kind.plugin + "/" + kind.name;
    if (!meant) continue;
    list.push_back(value_of(kind));
    text += (text.empty() ? "" : "\n") + described(kind);
  }
  if (text.empty()) {
    const auto meant = nearest(options.subject, names);
    const auto error = fail(Errc::usage, "E0005", "no plugin offers \"" + options.subject + "\"",
                            meant ? "trimtab plugin show " + *meant : "trimtab plugin list");
    return give_up(console, error.error(), {});
  }
  console.print(options.format == Format::json ? json_text({{"v", 1}, {"kinds", std::move(list)}}) : text);
  return exit_converged;
}

}  // namespace trimtab
