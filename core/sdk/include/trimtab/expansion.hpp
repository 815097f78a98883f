#pragma once

#include <string>
#include <utility>

#include <trimtab/diagnostic.hpp>
#include <trimtab/json.hpp>
#include <trimtab/resources.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// What a component offers to others: a value that is known now, or a reference into its own resources.
class Output {
 public:
  static Output string(std::string value) { return Output("string", "value", std::move(value)); }
  static Output integer(std::int64_t value) { return Output("int", "value", value); }
  static Output boolean(bool value) { return Output("bool", "value", value); }
  static Output path(std::string absolute) { return Output("path", "value", std::move(absolute)); }
  /// The address of an endpoint, "host:port".
  static Output endpoint(const std::string& name) { return Output("endpoint", "ref", "endpoint:" + name); }
  /// "host:port" of something that exists already.
  static Output address(std::string host_and_port) { return Output("endpoint", "value", std::move(host_and_port)); }
  static Output host(const std::string& endpoint) { return Output("string", "ref", "endpoint:" + endpoint + "/host"); }
  static Output port(const std::string& endpoint) { return Output("int", "ref", "endpoint:" + endpoint + "/port"); }
  static Output secret(const std::string& name, const std::string& key) {
    return Output("secret", "ref", "secret:" + name + "/" + key);
  }
  static Output slot(const std::string& name) { return Output("int", "ref", "slot:" + name); }
  /// The directory of a volume, or the current version of a tree.
  static Output volume(const std::string& name) { return Output("path", "ref", "volume:" + name); }
  static Output tree(const std::string& name) { return Output("path", "ref", "tree:" + name); }
  /// Any type and reference, without `@{}`.
  static Output reference(std::string type, std::string reference) {
    return Output(std::move(type), "ref", std::move(reference));
  }

  /// "task/airflow": whoever uses this output is applied after that resource.
  Output& after(const std::string& resource) {
    json_["after"].push_back(resource);
    return *this;
  }
  /// Known at plan, beside a reference: a fixed port, a loopback host.
  Output& known(Json value) {
    json_["value"] = std::move(value);
    return *this;
  }
  [[nodiscard]] const Json& json() const { return json_; }

 private:
  Output(std::string type, const char* member, Json value) {
    json_["type"] = std::move(type);
    json_[member] = std::move(value);
  }
  Json json_;
};

/// The answer of `expand` for one component. The same request must give the same expansion: no clock, no files, no
/// environment, no random numbers.
class Expansion {
 public:
  Expansion& add(const Resource& resource) {
    resources_.push_back(resource.json());
    return *this;
  }
  Expansion& add(Resource&& resource) {
    resources_.push_back(std::move(resource).json());
    return *this;
  }
  /// Readable by other components as `${component.name}`.
  Expansion& output(const std::string& name, const Output& output) {
    outputs_[name] = output.json();
    return *this;
  }
  /// One output for one claim on this component.
  Expansion& claim(const std::string& claim_id, const std::string& name, const Output& output) {
    claims_[claim_id][name] = output.json();
    return *this;
  }
  /// A default that was chosen here and shall stay: the next plan gets it as ExpandContext::chosen.
  Expansion& choose(const std::string& name, Json value) {
    chosen_[name] = std::move(value);
    return *this;
  }
  Expansion& say(const Diagnostic& diagnostic) {
    diagnostics_.push_back(diagnostic.json());
    return *this;
  }

  [[nodiscard]] Json json(const std::string& component) const& { return Expansion(*this).json(component); }
  [[nodiscard]] Json json(const std::string& component) && {
    Json json;
    json["name"] = component;
    json["resources"] = std::move(resources_);
    put(json, "outputs", std::move(outputs_));
    put(json, "claims", std::move(claims_));
    put(json, "chosen", std::move(chosen_));
    put(json, "diagnostics", std::move(diagnostics_));
    return json;
  }

 private:
  /// What is empty need not be said, and most of it is.
  static void put(Json& json, const char* member, Json value) {
    if (!value.empty()) json[member] = std::move(value);
  }

  Json resources_ = Json::array();
  Json outputs_ = Json::object();
  Json claims_ = Json::object();
  Json chosen_ = Json::object();
  Json diagnostics_ = Json::array();
};

}  // namespace sdk_v1
}  // namespace trimtab
