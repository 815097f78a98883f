#include "core/target/local/lower/secret_version.h"

#include <algorithm>

#include "core/support/digest.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr char hole = '\x01';  // no text of a spec holds it

struct Version {
  std::int64_t number = 0;
  std::string definition;
  bool changed = false;
};

bool is_value(const Reference& reference) {
  return reference.type == "value" || (reference.type == "secret" && !reference.filter.empty());
}

Result<Value> input_of(const Reference& reference, const Resource& secret, Scene& scene) {
  const std::string component = reference.component.empty() ? std::string(secret.id.component()) : reference.component;
  const std::string filter = reference.filter.empty() ? "raw" : reference.filter;
  TRIMTAB_TRY(const Resource* input, scene.need(Id(component, "secret", reference.name)));
  if (!input->spec.at("keys").contains(reference.key)) {
    return fail(Errc::invalid, "E0727", to_text(reference) + ": it has no such key");
  }
  if (input->id == secret.id) return Value{{"own", reference.key}, {"filter", filter}};
  TRIMTAB_TRY(const std::int64_t version, scene.secret_version(*input));
  const Path path = scene.layout().secret_version(component, reference.name, version) / reference.key;
  return Value{{"file", path.native()}, {"filter", filter}};
}

Result<Value> template_parts(const std::string& text, const Resource& secret, Scene& scene) {
  Value inputs = Value::array();
  const TextPlace place{std::string(secret.id.component()), 0, false};
  const auto replace = [&](const Reference& reference) -> Result<std::string> {
    if (!is_value(reference)) return scene.text(to_text(reference), place);
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

std::vector<Version> on_disk(const Resource& secret, const Scene& scene) {
  std::vector<Version> versions;
  const std::string key = std::string(secret.id.component()) + "/" + std::string(secret.id.name());
  const auto secrets = scene.target_facts().find("secrets");
  if (secrets == scene.target_facts().end() || !secrets->contains(key)) return versions;
  for (const Value& found : secrets->at(key)) {
    versions.push_back({found.at("version"), found.at("definition"), found.value("changed", false)});
  }
  std::ranges::sort(versions, std::greater{}, &Version::number);
  return versions;
}

}  // namespace

Result<Value> lowered_keys(const Resource& secret, Scene& scene) {
  Value keys = Value::object();
  for (const auto& [key, source] : secret.spec.at("keys").items()) {
    if (source.contains("template")) {
      TRIMTAB_TRY(Value parts, template_parts(source.at("template").get<std::string>(), secret, scene));
      keys[key] = {{"template", std::move(parts)}};
    } else if (source.contains("generated")) {
      const Value& wanted = source.at("generated");
      keys[key] = {
          {"generated",
           {{"length", wanted.value("length", 32)}, {"alphabet", wanted.value("alphabet", std::string("alnum"))}}}};
      if (wanted.contains("rotation")) keys[key]["generated"]["rotation"] = wanted.at("rotation");
    } else if (source.contains("file") || source.contains("env")) {
      keys[key] = source;
    } else {
      return fail(Errc::invalid, "E0732",
                  "key \"" + key + "\" comes from " + (source.empty() ? "nowhere" : source.begin().key()) +
                      ", which this machine does not have");
    }
  }
  return keys;
}

Result<std::int64_t> decided_version(const Resource& secret, Scene& scene) {
  TRIMTAB_TRY(const Value keys, lowered_keys(secret, scene));
  const std::string definition = digest_of(keys);
  const std::vector<Version> versions = on_disk(secret, scene);
  const bool observed = scene.target_facts().contains("secrets");
  const auto usable = [&](std::int64_t number) {
    return std::ranges::any_of(versions, [&](const Version& version) {
      return version.number == number && version.definition == definition && !version.changed;
    });
  };
  std::int64_t highest = versions.empty() ? 0 : versions.front().number;
  const auto recorded = scene.record().objects.find(secret.id);
  if (recorded != scene.record().objects.end()) {
    const Value& before = recorded->second.object.desired;
    const auto number = before.at("version").get<std::int64_t>();
    highest = std::max(highest, number);
    const bool same = before.at("definition") == definition;
    if (same && (!observed || usable(number))) return number;
  }
  for (const Version& version : versions) {
    if (usable(version.number)) return version.number;
  }
  return highest + 1;
}

}  // namespace trimtab
