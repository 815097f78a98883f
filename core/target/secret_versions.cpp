#include "core/target/secret_versions.h"

#include <algorithm>

#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr char hole = '\x01';  // no text of a spec holds it

/// A version of a secret that the target holds.
struct SecretVersion {
  std::int64_t number = 0;
  std::string definition;  ///< digest of how its values came about
  bool changed = false;    ///< something outside that it was made from is different now
};

/// Newest first.
std::vector<SecretVersion> versions_in(const Value& target_facts, const Id& secret) {
  std::vector<SecretVersion> versions;
  const std::string key = std::string(secret.component()) + "/" + std::string(secret.name());
  const auto secrets = target_facts.find("secrets");
  if (secrets == target_facts.end() || !secrets->contains(key)) return versions;
  for (const Value& found : secrets->at(key)) {
    versions.push_back({found.at("version"), found.at("definition"), found.value("changed", false)});
  }
  std::ranges::sort(versions, std::greater{}, &SecretVersion::number);
  return versions;
}

bool is_value(const Reference& reference) {
  return reference.type == "value" || (reference.type == "secret" && !reference.filter.empty());
}

Result<Value> input_of(const Reference& reference, const Resource& secret, const SecretScene& scene) {
  const std::string component = reference.component.empty() ? std::string(secret.id.component()) : reference.component;
  TRIMTAB_TRY(const Resource* input, scene.resources.need(Id(component, "secret", reference.name)));
  if (!input->spec.at("keys").contains(reference.key)) {
    return fail(Errc::invalid, "E0727", to_text(reference) + ": it has no such key");
  }
  Value result;
  if (input->id == secret.id) {
    result = {{"own", reference.key}};
  } else {
    TRIMTAB_TRY(result, scene.input(reference, *input));
  }
  result["filter"] = reference.filter.empty() ? "raw" : reference.filter;
  return result;
}

Result<Value> template_parts(const std::string& text, const Resource& secret, const SecretScene& scene) {
  Value inputs = Value::array();
  const auto replace = [&](const Reference& reference) -> Result<std::string> {
    if (!is_value(reference)) return scene.text(reference);
    TRIMTAB_TRY(Value input, input_of(reference, secret, scene));
    inputs.push_back(std::move(input));
    return std::string(1, hole);
  };
  TRIMTAB_TRY(const std::string replaced, substituted(std::string_view(text), replace));
  Value parts = Value::array();
  const std::vector<std::string> literals = split(replaced, hole);
  for (std::size_t i = 0; i < literals.size(); ++i) {
    if (!literals[i].empty()) parts.push_back(literals[i]);
    if (i < inputs.size()) parts.push_back(inputs[i]);
  }
  return parts;
}

Value generated(const Value& wanted) {
  Value source{{"length", wanted.value("length", 32)}, {"alphabet", wanted.value("alphabet", std::string("alnum"))}};
  if (wanted.contains("rotation")) source["rotation"] = wanted.at("rotation");
  return {{"generated", std::move(source)}};
}

Result<Value> lowered_source(const std::string& key, const Value& source, const Resource& secret,
                             const SecretScene& scene) {
  if (source.contains("template")) {
    TRIMTAB_TRY(Value parts, template_parts(source.at("template").get<std::string>(), secret, scene));
    return Value{{"template", std::move(parts)}};
  }
  if (source.contains("generated")) return generated(source.at("generated"));
  for (const std::string_view known : scene.sources) {
    if (source.contains(std::string(known))) return source;
  }
  return fail(Errc::invalid, "E0732",
              "key \"" + key + "\" comes from " + (source.empty() ? "nowhere" : source.begin().key()) +
                  ", which this target does not have");
}

}  // namespace

std::int64_t decided_version(const Id& secret, const std::string& definition, const Value& target_facts,
                             const Record& record) {
  const std::vector<SecretVersion> there = versions_in(target_facts, secret);
  const auto is_usable = [&](const SecretVersion& version) {
    return version.definition == definition && !version.changed;
  };
  std::int64_t highest = there.empty() ? 0 : there.front().number;
  if (const auto recorded = record.objects.find(secret); recorded != record.objects.end()) {
    const Value& before = recorded->second.object.desired;
    const auto number = before.at("version").get<std::int64_t>();
    highest = std::max(highest, number);
    const bool usable = std::ranges::any_of(
        there, [&](const SecretVersion& version) { return version.number == number && is_usable(version); });
    const bool observed = target_facts.contains("secrets");
    if (before.at("definition") == definition && (!observed || usable)) return number;
  }
  const auto found = std::ranges::find_if(there, is_usable);
  return found == there.end() ? highest + 1 : found->number;
}

bool is_kept(const Resource& secret, const ResourceIndex& resources) {
  const Value& keys = secret.spec.at("keys");
  const bool generated =
      std::any_of(keys.begin(), keys.end(), [](const Value& source) { return source.contains("generated"); });
  return generated && resources.has_retained_volume(secret.id.component());
}

Result<Value> lowered_keys(const Resource& secret, const SecretScene& scene) {
  Value keys = Value::object();
  for (const auto& [key, source] : secret.spec.at("keys").items()) {
    TRIMTAB_TRY(keys[key], lowered_source(key, source, secret, scene));
  }
  return keys;
}

}  // namespace trimtab
