#include <fmt/format.h>

#include "core/spec/claims.h"
#include "core/spec/codes.h"
#include "core/spec/defaults.h"
#include "core/spec/stack_reader.h"
#include "core/support/text.h"

namespace trimtab {

std::optional<Component> StackReader::read_component(NodeIndex node) {
  Component component;
  component.name = document_->key(node);
  const Position position = document_->key_at(node);
  if (!is_name(component.name)) {
    find(position, code::name, fmt::format("{} cannot be a component's name", in_quotes(component.name)),
         "a-z, 0-9 and -, at most 30, beginning with a letter");
  }
  if (document_->kind(node) != NodeKind::map) {
    find(document_->at(node), code::wrong_type,
         fmt::format("component \"{}\" is {}, it must be a map", component.name, to_text(document_->kind(node))),
         "write {kind: KIND}");
    return std::nullopt;
  }
  const Neighbours::Component* self = reading_.neighbours.find(component.name);
  const Kind* kind = self == nullptr ? nullptr : self->kind;
  const auto defaults = kind_defaults_.find(kind);
  places_->add(component.name, node, defaults == kind_defaults_.end() ? no_node : defaults->second.node);

  Reader reader(reading_, component.name, "component entry");
  reader.finish_texts();
  reader.hint_unknown_keys([&](const std::string& key) {
    const auto* const schema = kind == nullptr ? nullptr : kinds_.spec_of(*kind).value_or(nullptr);
    return schema != nullptr && schema->shape().properties.contains(key) ? std::string("it belongs under \"spec\"")
                                                                         : std::string();
  });
  const Value entry = reader.read(node, envelope_.component->shape()).value_or(Value::object());
  const NodeIndex said = document_->find(node, "kind");
  if (said == no_node || document_->kind(said) == NodeKind::null)
    find(position, code::missing, fmt::format("component \"{}\" has no kind", component.name), "add \"kind: KIND\"");
  if (entry.contains("patches")) {
    const SchemaReport report{
        *envelope_.component,
        component.name,
        "component entry",
        "",
        [&](const std::string&, bool) { return document_->key_at(document_->find(node, "patches")); },
        {},
        {}};
    report.check(entry, reader.wrong(), findings_);
  }
  take_envelope(component, entry, node);
  if (kind != nullptr) read_spec(component, *kind, node);
  return component;
}

void StackReader::check_other(const std::string& component, std::string_view other, NodeIndex at) {
  if (other == component) {
    find(document_->at(at), code::unknown_component, fmt::format("{} needs itself", component));
  } else if (reading_.neighbours.find(other) == nullptr) {
    find(document_->at(at), code::unknown_component,
         fmt::format("{} needs \"{}\", which the stack does not have", component, other),
         reading_.neighbours.suggestion(other));
  }
}

void StackReader::take_envelope(Component& component, const Value& entry, NodeIndex node) {
  component.kind = entry.value("kind", "");
  component.protect = entry.value("protect", false);
  component.on_failure = entry.value("onFailure", "rollback") == "hold" ? OnFailure::hold : OnFailure::rollback;
  if (entry.contains("timeout")) component.timeout = parse_duration(entry["timeout"].get<std::string>());
  component.formerly = entry.value("formerly", "");
  if (!component.formerly.empty() && reading_.neighbours.find(component.formerly) != nullptr) {
    find(document_->at(document_->find(node, "formerly")), code::wrong_value,
         fmt::format("{} was formerly \"{}\", which is still a component", component.name, component.formerly));
  }
  const NodeIndex needs = document_->find(node, "needs");
  if (entry.contains("needs") && entry["needs"].is_array()) {
    for (const NodeIndex each : Children(*document_, needs)) {
      if (document_->kind(each) != NodeKind::scalar) continue;
      component.needs.emplace_back(document_->text(each));
      check_other(component.name, component.needs.back(), each);
    }
  }
  take_patches(component, entry, node);
}

void StackReader::take_patches(Component& component, const Value& entry, NodeIndex node) {
  for (const Value& patch : entry.value("patches", Value::array())) {
    if (!patch.is_object() || !patch.contains("at")) continue;
    if (patch.contains("merge") == patch.contains("json")) {
      find(document_->key_at(document_->find(node, "patches")), code::missing,
           fmt::format("a patch of {} says what becomes of {} by \"merge\" or by \"json\", one of them", component.name,
                       patch["at"].dump()),
           "add \"merge: {…}\" or \"json: [{op: …, path: …}]\"");
      continue;
    }
    component.patches.push_back(
        {patch["at"].get<std::string>(), patch.value("merge", Value()), patch.value("json", Value())});
  }
}

SchemaReport StackReader::report_for(const std::string& component, const Kind& kind,
                                     const CompiledSchema& schema) const {
  return {schema,
          component,
          "spec",
          kind.plugin,
          [this, component](const std::string& pointer, bool of_key) {
            return places_->component(component, pointer, of_key || pointer.empty());
          },
          [this](const std::string& capability) { return reading_.neighbours.offer_text(capability); },
          [this](const std::string& capability) {
            const auto names = reading_.neighbours.offering(capability, 1);
            return names.empty() ? std::string() : names.front();
          }};
}

void StackReader::read_spec(Component& component, const Kind& kind, NodeIndex node) {
  const auto compiled = kinds_.spec_of(kind);
  if (!compiled) {
    findings_.add(compiled.error());
    return;
  }
  const CompiledSchema& schema = **compiled;
  Reader reader(reading_, component.name, "spec", kind.plugin);
  const NodeIndex written = document_->find(node, "spec");
  Value spec = Value::object();
  if (written != no_node && document_->kind(written) == NodeKind::map)
    spec = reader.read(written, schema.shape()).value_or(Value::object());
  std::vector<std::string> wrong = reader.wrong();
  if (const auto defaults = kind_defaults_.find(&kind); defaults != kind_defaults_.end()) {
    spec = overlaid(schema.shape(), defaults->second.value, spec);
    wrong.insert(wrong.end(), defaults->second.wrong.begin(), defaults->second.wrong.end());
  }
  fill_defaults(schema.shape(), spec, blocks_);
  report_for(component.name, kind, schema).check(spec, wrong, findings_);
  component.spec = std::move(spec);
  check_claims(component, schema, wrong);
}

/// Each claim against the schema of who offers it; that the provider exists was checked when the claim was read.
void StackReader::check_claims(const Component& component, const CompiledSchema& schema,
                               const std::vector<std::string>& wrong) {
  for (const SpecClaim& claim : written_claims(component.name, component.spec, schema.shape())) {
    const Neighbours::Component* provider = reading_.neighbours.find(claim.provider);
    if (provider == nullptr || provider->kind == nullptr) continue;
    const Capability* capability = provider->kind->offer(claim.capability);
    if (capability == nullptr) continue;
    const auto parameters = kinds_.claim_of(*provider->kind, *capability);
    if (!parameters) {
      findings_.add(parameters.error());
      continue;
    }
    Value value = claim.parameters;
    value["from"] = claim.provider;
    fill_defaults((*parameters)->shape(), value, Value::object());
    SchemaReport report = report_for(component.name, *provider->kind, **parameters);
    report.path = claim.property;
    report.place = [this, &component, &claim](const std::string& pointer, bool of_key) {
      return places_->component(component.name, claim.pointer + pointer, of_key || pointer.empty());
    };
    std::vector<std::string> known;
    for (const std::string& each : wrong) {
      if (each.starts_with(claim.pointer)) known.push_back(each.substr(claim.pointer.size()));
    }
    report.check(value, known, findings_);
  }
}

}  // namespace trimtab
