#include "core/target/secret_versions.h"

#include <algorithm>

#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr char hole = '\x01';  // no text of a spec holds it

bool is_value(const Reference& reference) {
  return reference.type == "value" || (reference.type == "secret" && !reference.filter.empty());
}

Result<Value> input_of(const Reference& reference, const Resource& secret, const SecretScene& scene) {
  const std::string component = reference.component.empty() ? std::string(secret.id.component()) : reference.component;
  TRIMTAB_TRY(const Resource* input, scene.find(Id(component, "secret", reference.name)));
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

std::vector<SecretVersion> secret_versions_in(const Value& target_facts, const Id& secret) {
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

std::int64_t decided_version(const std::string& definition, const std::vector<SecretVersion>& there, bool observed,
                             const Recorded* recorded) {
  const auto is_usable = [&](const SecretVersion& version) {
    return version.definition == definition && !version.changed;
  };
  std::int64_t highest = there.empty() ? 0 : there.front().number;
  if (recorded != nullptr) {
    const Value& before = recorded->object.desired;
    const auto number = before.at("version").get<std::int64_t>();
    highest = std::max(highest, number);
    const bool usable = std::ranges::any_of(
        there, [&](const SecretVersion& version) { return version.number == number && is_usable(version); });
    if (before.at("definition") == definition && (!observed || usable)) return number;
  }
  const auto found = std::ranges::find_if(there, is_usable);
  return found == there.end() ? highest + 1 : found->number;
}

Result<Value> lowered_keys(const Resource& secret, const SecretScene& scene) {
  Value keys = Value::object();
  for (const auto& [key, source] : secret.spec.at("keys").items()) {
    TRIMTAB_TRY(keys[key], lowered_source(key, source, secret, scene));
  }
  return keys;
}

}  // namespace trimtab
