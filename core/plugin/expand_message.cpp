#include <fmt/format.h>

#include <set>
#include <string_view>
#include <unordered_set>

#include "core/plugin/reply_parts.h"
#include "core/plugin/wire.h"

namespace trimtab {
namespace {

Value claimed_value(const std::map<std::string, ClaimedCapability>& claimed) {
  Value all = Value::object();
  for (const auto& [property, one] : claimed) {
    Value outputs = Value::object();
    for (const auto& [name, output] : one.outputs) {
      Value& sent = outputs[name] = Value{{"type", output.type}, {"ref", output.reference}};
      if (!output.value.is_null()) sent["value"] = output.value;
    }
    all[property] = {{"provider", one.provider}, {"capability", one.capability}, {"outputs", std::move(outputs)}};
  }
  return all;
}

Value component_value(const ExpandComponent& component) {
  Value claims = Value::array();
  for (const ClaimOn& claim : component.claims) {
    claims.push_back(
        {{"id", claim.id}, {"capability", claim.capability}, {"by", claim.by}, {"parameters", claim.parameters}});
  }
  return {{"name", component.name},
          {"kind", component.kind},
          {"spec", component.spec},
          {"facts", component.facts},
          {"slots", component.slots},
          {"chosen", component.chosen},
          {"claimed", claimed_value(component.claimed)},
          {"claims", std::move(claims)}};
}

/// A member that may be absent, moved out.
Value taken(Value& object, const char* member) {
  const auto found = object.find(member);
  return found == object.end() ? Value::object() : std::move(*found);
}

/// "type/name" of one component as an id.
Id local_id(const std::string& component, const std::string& text) {
  const std::size_t slash = text.find('/');
  return Id(component, text.substr(0, slash), text.substr(slash + 1));
}

std::vector<Id> local_ids(const std::string& component, const Value& object, const char* member) {
  std::vector<Id> ids;
  for (const std::string& text : texts_of(object, member)) ids.push_back(local_id(component, text));
  return ids;
}

Outputs outputs_of(const std::string& component, Value object) {
  Outputs outputs;
  for (const auto& [name, value] : object.items()) {
    Output output;
    output.type = value.at("type");
    if (const auto known = value.find("value"); known != value.end()) output.value = std::move(*known);
    output.reference = value.value("ref", "");
    output.after = local_ids(component, value, "after");
    outputs.emplace(name, std::move(output));
  }
  return outputs;
}

Resource resource_of(const std::string& component, Value& value) {
  Resource resource;
  resource.id =
      Id(component, value.at("type").get_ref<const std::string&>(), value.at("name").get_ref<const std::string&>());
  resource.spec = std::move(value.at("spec"));
  resource.needs = local_ids(component, value, "needs");
  resource.from = value.value("from", "");
  resource.summary = value.value("summary", "");
  return resource;
}

/// Ids are unique and what is needed exists: a typing error in a plugin shall not become a lost edge.
Status check_ids(const ExpandedComponent& component) {
  std::set<std::string> ids;
  for (const Resource& resource : component.resources) {
    if (!ids.insert(resource.id.text()).second) return misfit(resource.id.text() + " stands twice in the reply");
  }
  const auto known = [&](const std::vector<Id>& wanted, const std::string& by) -> Status {
    for (const Id& id : wanted) {
      if (!ids.contains(id.text())) return misfit(fmt::format("{} names {}, which is not there", by, id.text()));
    }
    return {};
  };
  for (const Resource& resource : component.resources) {
    TRIMTAB_CHECK(known(resource.needs, resource.id.text() + ", needs,"));
  }
  for (const auto& [name, output] : component.outputs) TRIMTAB_CHECK(known(output.after, "output " + name));
  for (const auto& [claim, outputs] : component.claims) {
    for (const auto& [name, output] : outputs) {
      TRIMTAB_CHECK(known(output.after, fmt::format("output {} for {}", name, claim)));
    }
  }
  return {};
}

Result<ExpandedComponent> component_of(Value& value, const ExpandComponent& asked) {
  ExpandedComponent component;
  component.name = asked.name;
  for (Value& one : value.at("resources")) component.resources.push_back(resource_of(asked.name, one));
  component.outputs = outputs_of(asked.name, taken(value, "outputs"));
  Value claims = taken(value, "claims");
  std::unordered_set<std::string_view> made;
  for (const ClaimOn& claim : asked.claims) made.insert(claim.id);
  for (const auto& [id, outputs] : claims.items()) {
    if (!made.contains(id))
      return misfit(fmt::format("{} answers the claim \"{}\", which nobody made on it", asked.name, id));
    component.claims.emplace(id, outputs_of(asked.name, std::move(outputs)));
  }
  component.chosen = taken(value, "chosen");
  component.diagnostics = diagnostics_of(value, asked.name);
  TRIMTAB_CHECK(check_ids(component));
  return component;
}

}  // namespace

Value to_value(const ExpandRequest& request) {
  Value components = Value::array();
  for (const ExpandComponent& component : request.components) components.push_back(component_value(component));
  return {{"v", 1},
          {"target", request.target},
          {"stack", request.stack},
          {"target_facts", request.target_facts},
          {"components", std::move(components)}};
}

Result<ExpandReply> expand_reply_from(const Wire& wire, Value reply, const ExpandRequest& request) {
  TRIMTAB_CHECK(wire.check("expand-reply", reply));
  Value& components = reply.at("components");
  TRIMTAB_CHECK(check_names(components, names_of(request.components)));
  ExpandReply read;
  read.components.reserve(components.size());
  for (std::size_t i = 0; i < components.size(); ++i) {
    TRIMTAB_TRY(ExpandedComponent component, component_of(components[i], request.components[i]));
    read.components.push_back(std::move(component));
  }
  return read;
}

}  // namespace trimtab
