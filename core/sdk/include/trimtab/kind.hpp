#pragma once

#include <string>
#include <utility>

#include <trimtab/context.hpp>
#include <trimtab/expansion.hpp>
#include <trimtab/json.hpp>
#include <trimtab/schema.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// Something a kind can do for other components.
class Capability {
 public:
  explicit Capability(std::string name)
      : json_{{"capability", std::move(name)}, {"parameters", schema::object().json()}, {"outputs", Json::object()}} {}

  /// An object schema: what may stand beside `from` in a claim.
  Capability& parameters(const Schema& schema) {
    json_["parameters"] = schema.json();
    return *this;
  }
  /// Types: string int bool endpoint path secret.
  Capability& output(const std::string& name, std::string type) {
    json_["outputs"][name] = std::move(type);
    return *this;
  }
  [[nodiscard]] const Json& json() const { return json_; }

 private:
  Json json_;
};

class KindDescription {
 public:
  KindDescription(std::string name, std::string description)
      : json_{{"name", std::move(name)},
              {"description", std::move(description)},
              {"schema", schema::object().json()},
              {"offers", Json::array()},
              {"outputs", Json::object()}} {}

  /// An object schema of the component's `spec`.
  KindDescription& spec(const Schema& schema) {
    json_["schema"] = schema.json();
    return *this;
  }
  KindDescription& offers(const Capability& capability) {
    json_["offers"].push_back(capability.json());
    return *this;
  }
  /// What `Expansion::output` will be called with.
  KindDescription& output(const std::string& name, std::string type) {
    json_["outputs"][name] = std::move(type);
    return *this;
  }
  [[nodiscard]] const Json& json() const { return json_; }

 private:
  Json json_;
};

/// A component kind. All three methods are pure: the same bytes in give the same bytes out, with no file, clock,
/// environment or network. They are const; one instance serves all components of the kind, one call at a time.
struct Kind {
  virtual ~Kind() = default;
  [[nodiscard]] virtual KindDescription describe() const = 0;
  /// What must be known before expansion. Nothing, when the kind does not say.
  [[nodiscard]] virtual Facts ask(const AskContext&) const { return {}; }
  [[nodiscard]] virtual Expansion expand(const ExpandContext& context) const = 0;
};

}  // namespace sdk_v1
}  // namespace trimtab
