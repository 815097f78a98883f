#include <fmt/format.h>

#include <set>
#include <string_view>
#include <unordered_set>

#include "core/plugin/reply_parts.h"
#include "core/plugin/wire.h"
#include "core/support/json_writer.h"

namespace trimtab {
namespace {

void append_output(std::string& text, const Output& output) {
  JsonObjectWriter writer(text);
  writer.text_member("type", output.type);
  writer.text_member("ref", output.reference);
  if (!output.value.is_null()) writer.member("value", output.value);
  writer.end();
}

void append_claimed(std::string& text, const ClaimedCapability& claimed) {
  JsonObjectWriter writer(text);
  writer.text_member("provider", claimed.provider);
  writer.text_member("capability", claimed.capability);
  JsonObjectWriter outputs(writer.member("outputs"));
  for (const auto& [name, output] : claimed.outputs) append_output(outputs.member(name), output);
  outputs.end();
  writer.end();
}

void append_claim(std::string& text, const ClaimOn& claim) {
  JsonObjectWriter writer(text);
  writer.text_member("id", claim.id);
  writer.text_member("capability", claim.capability);
  writer.text_member("by", claim.by);
  writer.member("parameters", claim.parameters);
  writer.end();
}

void append_component(std::string& text, const ExpandComponent& component) {
  JsonObjectWriter writer(text);
  writer.text_member("name", component.name);
  writer.text_member("kind", component.kind);
  writer.member("spec", component.spec);
  writer.member("facts", component.facts);
  writer.member("slots", component.slots);
  writer.member("chosen", component.chosen);
  JsonObjectWriter claimed(writer.member("claimed"));
  for (const auto& [property, one] : component.claimed) append_claimed(claimed.member(property), one);
  claimed.end();
  append_json_list(writer.member("claims"), component.claims, append_claim);
  writer.end();
}

/// A member that may be absent, moved out.
Value taken(Value& object, const char* member) {
  const auto found = object.find(member);
  return found == object.end() ? Value::object() : std::move(*found);
}

std::string taken_text(Value& object, const char* member) {
  const auto found = object.find(member);
  return found == object.end() ? std::string() : std::move(found->get_ref<std::string&>());
}

/// "type/name" of one component as an id.
Id local_id(const std::string& component, const std::string& text) {
  const std::size_t slash = text.find('/');
  return Id(component, text.substr(0, slash), text.substr(slash + 1));
}

std::vector<Id> local_ids(const std::string& component, const Value& object, const char* member) {
  std::vector<Id> ids;
  const auto texts = object.find(member);
  if (texts == object.end()) return ids;
  ids.reserve(texts->size());
  for (const Value& text : *texts) ids.push_back(local_id(component, text.get_ref<const std::string&>()));
  return ids;
}

Outputs outputs_of(const std::string& component, Value object) {
  Outputs outputs;
  for (const auto& [name, value] : object.items()) {
    Output output;
    output.type = std::move(value.at("type").get_ref<std::string&>());
    if (const auto known = value.find("value"); known != value.end()) output.value = std::move(*known);
    output.reference = taken_text(value, "ref");
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
  resource.from = taken_text(value, "from");
  resource.summary = taken_text(value, "summary");
  return resource;
}

/// Ids are unique and what is needed exists: a typing error in a plugin shall not become a lost edge.
class OwnIds {
 public:
  Status check(const ExpandedComponent& component) {
    for (const Resource& resource : component.resources) {
      if (!ids_.insert(resource.id.text()).second) return misfit(resource.id.text() + " stands twice in the reply");
    }
    for (const Resource& resource : component.resources) {
      TRIMTAB_CHECK(known(resource.needs, [&] { return resource.id.text() + ", needs,"; }));
    }
    for (const auto& [name, output] : component.outputs) {
      TRIMTAB_CHECK(known(output.after, [&] { return "output " + name; }));
    }
    for (const auto& [claim, outputs] : component.claims) {
      for (const auto& [name, output] : outputs) {
        TRIMTAB_CHECK(known(output.after, [&] { return fmt::format("output {} for {}", name, claim); }));
      }
    }
    return {};
  }

 private:
  template <class By>
  Status known(const std::vector<Id>& wanted, const By& by) {
    for (const Id& id : wanted) {
      if (!ids_.contains(id.text())) return misfit(fmt::format("{} names {}, which is not there", by(), id.text()));
    }
    return {};
  }

  std::set<std::string_view> ids_;
};

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
  TRIMTAB_CHECK(OwnIds().check(component));
  return component;
}

}  // namespace

std::string to_json(const ExpandRequest& request) {
  std::string text;
  JsonObjectWriter message(text);
  message.member("v") += '1';
  message.text_member("target", request.target);
  message.text_member("stack", request.stack);
  message.member("target_facts", request.target_facts);
  append_json_list(message.member("components"), request.components, append_component);
  message.end();
  return text;
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
