#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <trimtab/json.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// A JSON Schema (draft-07) under construction. The engine checks a component's spec by it, fills in the defaults,
/// suggests the nearest word for unknown keys and prints it as reference, so describe every property.
class Schema {
 public:
  explicit Schema(Json json) : json_(std::move(json)) {}

  /// The default: filled in where the user wrote nothing.
  Schema& fallback(Json value) { return set("default", std::move(value)); }
  Schema& description(std::string text) { return set("description", std::move(text)); }
  Schema& minimum(std::int64_t value) { return set("minimum", value); }
  Schema& maximum(std::int64_t value) { return set("maximum", value); }
  Schema& pattern(std::string regular_expression) { return set("pattern", std::move(regular_expression)); }
  Schema& at_least(std::size_t length) {
    return set(json_.value("type", "") == "array" ? "minItems" : "minLength", length);
  }
  Schema& at_most(std::size_t length) {
    return set(json_.value("type", "") == "array" ? "maxItems" : "maxLength", length);
  }
  Schema& any_of(const std::vector<std::string>& words) { return set("enum", words); }
  /// Any other draft-07 keyword.
  Schema& set(const std::string& keyword, Json value) {
    json_[keyword] = std::move(value);
    return *this;
  }

  /// Of an object: one property that may be left out.
  Schema& property(const std::string& name, const Schema& schema) {
    json_["properties"][name] = schema.json_;
    return *this;
  }
  /// Of an object: one property that the user must write.
  Schema& required(const std::string& name, const Schema& schema) {
    json_["required"].push_back(name);
    return property(name, schema);
  }
  /// Of an object: `local:` and `kubernetes:` may stand here; the engine adds their schema. A kind's own keys of
  /// `local` are written as a property `local`; they are merged.
  Schema& target_blocks() { return set("x-trimtab-block", "local+kubernetes"); }

  [[nodiscard]] const Json& json() const { return json_; }

 private:
  Json json_;
};

namespace schema {

inline Schema typed(const char* type, std::string description) {
  Schema made(Json{{"type", type}});
  if (!description.empty()) made.description(std::move(description));
  return made;
}

inline Schema string(std::string description) { return typed("string", std::move(description)); }
inline Schema integer(std::string description) { return typed("integer", std::move(description)); }
inline Schema number(std::string description) { return typed("number", std::move(description)); }
inline Schema boolean(std::string description) { return typed("boolean", std::move(description)); }
/// A text that is one of a few words.
inline Schema choice(const std::vector<std::string>& words, std::string description) {
  return string(std::move(description)).any_of(words);
}
/// "90s", "10m", "2h", "14d".
inline Schema duration(std::string description) {
  return string(std::move(description)).set("x-trimtab-duration", true);
}
/// "512Mi", "10Gi".
inline Schema size(std::string description) { return string(std::move(description)).set("x-trimtab-size", true); }
/// A path, relative to the file it is written in; absolute when the plugin sees it.
inline Schema path(std::string description) { return string(std::move(description)).set("x-trimtab-path", true); }
/// Another component, by name or as {from: name, …}, that offers the capability.
inline Schema claim(const std::string& capability, std::string description) {
  return Schema(Json{{"x-trimtab-claim", capability}, {"description", std::move(description)}});
}
/// One of {generated: {length}}, {file: PATH}, {env: NAME}, {secretKeyRef: {name, key}}; never the value itself.
inline Schema secret(std::string description) {
  return Schema(Json{{"x-trimtab-secret", true}, {"description", std::move(description)}});
}
/// A secret that is generated when the user names no other source.
inline Schema generated_secret(std::string description, int length = 32) {
  return secret(std::move(description)).fallback({{"generated", {{"length", length}}}});
}
/// An object of exactly the properties that are added to it.
inline Schema object(std::string description = {}) {
  return typed("object", std::move(description)).set("properties", Json::object()).set("additionalProperties", false);
}
/// Any keys, values of one schema.
inline Schema map(const Schema& values, std::string description) {
  return typed("object", std::move(description)).set("additionalProperties", values.json());
}
inline Schema list(const Schema& items, std::string description) {
  return typed("array", std::move(description)).set("items", items.json());
}
/// A value that fits exactly one of several schemas.
inline Schema one_of(const std::vector<Schema>& alternatives, std::string description) {
  Json list = Json::array();
  for (const Schema& alternative : alternatives) list.push_back(alternative.json());
  return Schema(Json{{"oneOf", std::move(list)}, {"description", std::move(description)}});
}

/// The fields that every program of a kind has (`workers: {…}`), with the target blocks; add the program's own to it.
inline Schema role(std::string description) {
  return object(std::move(description))
      .property("replicas", integer("How many of it run").minimum(0).fallback(1))
      .property("env", map(string("Value"), "Environment variables"))
      .property("secretEnv", map(secret("Value"), "Environment variables whose values are secrets"))
      .property("secretFiles", map(secret("Content"), "Environment variables that hold the path of a secret's file"))
      .property("startTimeout", duration("How long it may take to become healthy").fallback("2m"))
      .property("stopTimeout", duration("How long it may take to stop before it is killed").fallback("60s"))
      .target_blocks();
}

/// An image by its parts; without a repository the plugin says which one it is when the user does not.
inline Schema image(std::string description, const std::string& repository = {}) {
  Schema where = string("Where it comes from");
  if (!repository.empty()) where.fallback(repository);
  return object(std::move(description))
      .property("repository", where)
      .property("tag", string("Which of them"))
      .property("digest", string("Exactly this one: sha256:…"))
      .fallback(Json::object());
}

/// `{size, access, retain}` of a volume.
inline Schema storage(std::string description, const std::string& size_wanted, const std::string& access = "rwo") {
  return object(std::move(description))
      .property("size", size("Space wanted").fallback(size_wanted))
      .property("access", choice({"rwo", "rwx", "rox"}, "Who may mount it, and how").fallback(access))
      .property("retain", boolean("Kept when the component is removed").fallback(true))
      .fallback(Json::object());
}

}  // namespace schema
}  // namespace sdk_v1
}  // namespace trimtab
