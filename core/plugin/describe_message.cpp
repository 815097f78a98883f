#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/plugin/reply_parts.h"
#include "core/plugin/schema_check.h"
#include "core/plugin/wire.h"

namespace trimtab {
namespace {

Kind kind_of(const std::string& plugin, const Value& value) {
  Kind kind;
  kind.plugin = plugin;
  kind.name = value.at("name");
  kind.description = value.at("description");
  kind.schema = value.at("schema");
  const Value offers = value.value("offers", Value::array());
  for (const Value& offer : offers) {
    Capability capability;
    capability.name = offer.at("capability");
    capability.parameters = offer.value("parameters", Value::object());
    capability.outputs = offer.at("outputs").get<std::map<std::string, std::string>>();
    kind.offers.push_back(std::move(capability));
  }
  kind.outputs = value.value("outputs", std::map<std::string, std::string>());
  return kind;
}

/// The spec layer walks these schemas by their properties, so the outermost form is fixed.
Status check_object_schema(const Value& schema, const std::string& of) {
  if (schema.value("type", Value()) != "object")
    return misfit(of + " is not the schema of an object: \"type\" must be \"object\"");
  const auto closed = CheckedSchema::compile(schema, [](const std::string&) { return nullptr; });
  if (!closed) return misfit(of + ": " + closed.error().message());
  return {};
}

Status check_kind(const Kind& kind) {
  TRIMTAB_CHECK(check_object_schema(kind.schema, "the schema of kind " + kind.name));
  std::set<std::string> offered;
  for (const Capability& capability : kind.offers) {
    if (!offered.insert(capability.name).second) {
      return misfit(fmt::format("kind {} offers {} twice", kind.name, capability.name));
    }
    if (capability.parameters.empty()) continue;
    TRIMTAB_CHECK(check_object_schema(capability.parameters,
                                      fmt::format("the parameters of {} by kind {}", capability.name, kind.name)));
  }
  return {};
}

Status check_description(const PluginDescription& plugin) {
  std::set<std::string> names;
  for (const Kind& kind : plugin.kinds) {
    if (!names.insert(kind.name).second) return misfit("kind " + kind.name + " is described twice");
    TRIMTAB_CHECK(check_kind(kind));
  }
  for (const PluginResourceType& type : plugin.resource_types) {
    if (!names.insert(type.name).second) return misfit("resource type " + type.name + " is described twice");
    if (!type.name.starts_with(plugin.name + ".")) {
      return misfit(fmt::format("resource type {} does not start with \"{}.\"", type.name, plugin.name));
    }
    TRIMTAB_CHECK(check_object_schema(type.schema, "the schema of resource type " + type.name));
  }
  return {};
}

}  // namespace

Result<PluginDescription> description_from(const Wire& wire, const Value& reply) {
  TRIMTAB_CHECK(wire.check("describe-reply", reply));
  PluginDescription plugin;
  plugin.name = reply.at("name");
  plugin.version = reply.at("version");
  for (const Value& kind : reply.at("kinds")) plugin.kinds.push_back(kind_of(plugin.name, kind));
  const Value types = reply.value("resource_types", Value::array());
  for (const Value& type : types) {
    plugin.resource_types.push_back({plugin.name, type.at("name"), type.at("schema"), texts_of(type, "secrets")});
  }
  TRIMTAB_CHECK(check_description(plugin));
  return plugin;
}

}  // namespace trimtab
