#include "core/compile/outputs.h"

#include <fmt/format.h>

#include <functional>

#include "core/spec/codes.h"
#include "core/spec/interpolation.h"
#include "core/support/text.h"
#include "core/target/filter.h"
#include "core/target/reference.h"

namespace trimtab {
namespace {

constexpr std::string_view claimed = "out";     // @{out:CLAIM/OUTPUT}, written by plugins
constexpr std::string_view general = "output";  // @{output:COMPONENT/OUTPUT}, made from ${component.output}
constexpr std::string_view plain_at = "@{at}";  // "@@{" would be read as an escape
// Around a filled output until the text of the user beside it is made inert: no text of a spec holds these bytes.
constexpr char mark_begin = '\x01';
constexpr char mark_end = '\x02';

std::string known_text(const Value& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

/// Appends so that a literal "@" at the end of `text` does not make an escape of a reference that follows.
void append(std::string& text, std::string_view more) {
  if (text.ends_with('@') && more.starts_with("@{")) {
    text.pop_back();
    text += plain_at;
  }
  text += more;
}

/// The text with user's parts inert and marks replaced by what `output` says.
std::string inert(std::string_view text, const std::function<std::string(std::string_view)>& output) {
  std::string result;
  for (auto begin = text.find(mark_begin); begin != std::string_view::npos; begin = text.find(mark_begin)) {
    append(result, escape_references(text.substr(0, begin)));
    const auto end = text.find(mark_end);
    append(result, output(text.substr(begin + 1, end - begin - 1)));
    text.remove_prefix(end + 1);
  }
  append(result, escape_references(text));
  return result;
}

Value inert_value(const Value& value, const std::function<std::string(std::string_view)>& output) {
  if (value.is_string()) return inert(value.get_ref<const std::string&>(), output);
  if (value.is_array()) {
    Value list = Value::array();
    for (const Value& element : value) list.push_back(inert_value(element, output));
    return list;
  }
  if (!value.is_object()) return value;
  Value object = Value::object();
  for (const auto& [key, member] : value.items()) object[escape_references(key)] = inert_value(member, output);
  return object;
}

std::optional<Position> place(const Places* places, const Component& component, const std::string& pointer) {
  return places == nullptr ? std::nullopt : places->component(component.name, pointer);
}

Diagnostic no_output(const Component& component, const OutputUse& use, const Places* places) {
  Diagnostic diagnostic;
  diagnostic.code = code::unknown_output;
  diagnostic.what = fmt::format("{} has no output \"{}\"", use.component, use.output);
  diagnostic.at = place(places, component, use.pointer);
  return diagnostic;
}

/// A text that is nothing but one output becomes that output's value where the schema wants no text.
void use_types(Value& spec, const Value& original, const CompiledSchema& schema, const Offers& offers) {
  for (const SchemaProblem& problem : schema.check(spec)) {
    const nlohmann::json::json_pointer pointer(problem.pointer);
    if (!original.contains(pointer) || !original.at(pointer).is_string()) continue;
    const auto cut = cut_text(original.at(pointer).get_ref<const std::string&>());
    if (!cut || cut->references.size() != 1 || !cut->literals[0].empty() || !cut->literals[1].empty()) continue;
    const auto found = offers.of_component(cut->references[0].name, cut->references[0].output);
    if (found.output != nullptr && !found.output->value.is_null()) spec[pointer] = found.output->value;
  }
}

Status check_again(const Value& spec, const Component& component, const std::vector<OutputUse>& uses,
                   const CompiledSchema& schema, const Places* places) {
  std::vector<Diagnostic> wrong;
  for (const SchemaProblem& problem : schema.check(spec)) {
    for (const OutputUse& use : uses) {
      if (use.pointer != problem.pointer) continue;
      Diagnostic diagnostic;
      diagnostic.code = code::wrong_value;
      diagnostic.what =
          fmt::format("output \"{}\" of {} does not fit here: {}", use.output, use.component, problem.text);
      diagnostic.at = place(places, component, use.pointer);
      wrong.push_back(std::move(diagnostic));
      break;
    }
  }
  if (wrong.empty()) return {};
  return fail(Errc::invalid, std::move(wrong));
}

}  // namespace

void Offers::add(const std::string& component, Outputs outputs, std::map<std::string, Outputs> claims) {
  components_[component] = std::move(outputs);
  for (auto& [id, answered] : claims) claims_[id] = {component, std::move(answered)};
}

Offers::Found Offers::of_component(const std::string& component, const std::string& output) const {
  const auto outputs = components_.find(component);
  if (outputs == components_.end()) return {};
  const auto found = outputs->second.find(output);
  if (found == outputs->second.end()) return {};
  return {&outputs->first, &found->second};
}

Offers::Found Offers::of_claim(const std::string& claim_id, const std::string& output) const {
  const auto answered = claims_.find(claim_id);
  if (answered == claims_.end()) return {};
  const auto found = answered->second.outputs.find(output);
  if (found == answered->second.outputs.end()) return {};
  return {&answered->second.provider, &found->second};
}

Outputs Offers::for_consumer(const std::string& claim_id, const std::string& path) const {
  Outputs outputs;
  const auto answered = claims_.find(claim_id);
  if (answered == claims_.end()) return outputs;
  for (const auto& [name, output] : answered->second.outputs) {
    outputs[name] = {output.type, output.value, fmt::format("@{{{}:{}/{}}}", claimed, path, name), {}};
  }
  return outputs;
}

Result<Value> spec_for_plugin(const Component& component, const CompiledSchema& schema, const Offers& offers,
                              const Places* places) {
  const std::vector<OutputUse> uses = output_uses(component.spec);
  const auto mark = [&](const OutputUse& use) -> Result<std::string> {
    const auto found = offers.of_component(use.component, use.output);
    if (found.output == nullptr) return fail(Errc::invalid, no_output(component, use, places));
    return mark_begin + use.component + '/' + use.output + mark_end;
  };
  TRIMTAB_TRY(const Value marked, filled(component.spec, mark));
  Value spec = inert_value(marked, [&](std::string_view name) {
    const auto slash = name.find('/');
    const auto found = offers.of_component(std::string(name.substr(0, slash)), std::string(name.substr(slash + 1)));
    if (!found.output->value.is_null()) return escape_references(known_text(found.output->value));
    return fmt::format("@{{{}:{}}}", general, name);
  });
  if (uses.empty()) return spec;
  use_types(spec, component.spec, schema, offers);
  TRIMTAB_CHECK(check_again(spec, component, uses, schema, places));
  return spec;
}

namespace {

/// One resource's references to outputs.
class Resolution {
 public:
  Resolution(Resource& resource, const Offers& offers) : resource_(resource), offers_(offers) {}

  Status in(Value& value) {
    if (value.is_string()) return in_text(value);
    if (value.is_array()) {
      for (Value& element : value) TRIMTAB_CHECK(in(element));
    }
    if (value.is_object()) return in_object(value);
    return {};
  }

 private:
  static bool concerns(std::string_view text) { return text.contains("@{out"); }

  Status in_object(Value& value) {
    bool keys_too = false;
    for (const auto& [key, member] : value.items()) {
      TRIMTAB_CHECK(in(member));
      keys_too = keys_too || concerns(key);
    }
    if (!keys_too) return {};
    Value renamed = Value::object();
    for (const auto& [key, member] : value.items()) {
      Value name = key;
      TRIMTAB_CHECK(in_text(name));
      renamed[name.get<std::string>()] = std::move(member);
    }
    value = std::move(renamed);
    return {};
  }

  Status in_text(Value& value) {
    const auto& text = value.get_ref<const std::string&>();
    if (!concerns(text)) return {};
    std::string result;
    std::string_view rest = text;
    while (!rest.empty()) {
      const auto at = rest.find("@{");
      if (at == std::string_view::npos) break;
      if (at > 0 && rest[at - 1] == '@') {  // an escape
        append(result, rest.substr(0, at + 2));
        rest.remove_prefix(at + 2);
        continue;
      }
      const auto end = rest.find('}', at);
      if (end == std::string_view::npos) break;
      append(result, rest.substr(0, at));
      TRIMTAB_TRY(const std::string replaced, replacement(rest.substr(at, end + 1 - at)));
      append(result, replaced);
      rest.remove_prefix(end + 1);
    }
    append(result, rest);
    value = std::move(result);
    return {};
  }

  Result<std::string> replacement(std::string_view text) {
    TRIMTAB_TRY(const std::vector<Reference> references, references_in(text));
    if (references.size() != 1) return std::string(text);
    const Reference& reference = references.front();
    if (reference.type != claimed && reference.type != general) return std::string(text);
    const auto found =
        reference.type == general
            ? offers_.of_component(reference.name, reference.key)
            : offers_.of_claim(fmt::format("{}/{}", resource_.id.component(), reference.name), reference.key);
    if (found.output == nullptr) {
      return fail(Errc::invalid, "E0321",
                  fmt::format("{} refers to {}, but no such output was offered", resource_.id.text(), text));
    }
    resource_.needs.insert(resource_.needs.end(), found.output->after.begin(), found.output->after.end());
    if (!found.output->value.is_null()) {
      TRIMTAB_TRY(const std::string known, filtered(known_text(found.output->value), reference.filter));
      return escape_references(known);
    }
    return rewritten(reference, found);
  }

  Result<std::string> rewritten(const Reference& reference, const Offers::Found& found) {
    TRIMTAB_TRY(auto targets, references_in("@{" + found.output->reference + "}"));
    Reference target = std::move(targets.front());
    const bool stack_wide = target.type == "stack";
    if (!stack_wide) target.component = *found.provider;
    if (found.output->type == "secret") {
      if (!reference.filter.empty()) target.type = "value";
      target.filter = reference.filter;
    } else if (found.output->type == "endpoint" && target.key.empty()) {
      target.key = "address";
    }
    return to_text(target);
  }

  Resource& resource_;
  const Offers& offers_;
};

}  // namespace

Status resolve_outputs(Resource& resource, const Offers& offers) {
  return Resolution(resource, offers).in(resource.spec);
}

}  // namespace trimtab
