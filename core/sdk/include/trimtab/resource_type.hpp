#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <trimtab/context.hpp>
#include <trimtab/json.hpp>
#include <trimtab/schema.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// A resource type of the plugin's own, named "plugin.type".
class ResourceTypeDescription {
 public:
  ResourceTypeDescription(std::string name, const Schema& schema)
      : json_{{"name", std::move(name)}, {"schema", schema.json()}} {}

  /// A property of the resource that is a `ref::secret(…)`: effects get its value, and only its.
  ResourceTypeDescription& secret(const std::string& property) {
    json_["secrets"].push_back(property);
    return *this;
  }
  [[nodiscard]] const Json& json() const { return json_; }

 private:
  Json json_;
};

/// What the thing itself says of its state: healthy starting degraded failed stopped unknown.
struct Health {
  std::string state = "unknown";
  std::string reason;
};

/// One object to look at; either side may be null.
struct Question {
  Json desired;
  Json recorded;
  std::string native;  ///< as an earlier apply returned it
};

/// One attribute that differs from what was recorded.
struct Drift {
  std::string path;  ///< JSON pointer
  Json from;
  Json to;
  bool sensitive = false;
};

struct Observed {
  bool exists = false;
  bool ours = true;
  std::string owner;  ///< whose it is when it is not ours
  std::vector<Drift> drift;
  Health health;
  std::string native;
};

/// One effect to have.
struct Effect {
  std::string id;      ///< of the object: "db/mysql.user/app"
  std::string action;  ///< create update replace remove
  Json desired;        ///< null for remove
  Json before;         ///< null for create
  std::string native;
  std::string operation;  ///< unique for ever, the same when an interrupted effect is tried again
  std::map<std::string, std::string> secrets;
};

struct Effected {
  std::string native;
  std::string text;  ///< a few words for the progress line
};

/// The impure half of a plugin: touches objects of one type of its own. An exception's text becomes the failure.
struct ResourceType {
  virtual ~ResourceType() = default;
  [[nodiscard]] virtual ResourceTypeDescription describe() const = 0;
  /// Changes nothing.
  [[nodiscard]] virtual Observed observe(const Question& question) = 0;
  /// Twice in a row, the second does nothing.
  [[nodiscard]] virtual Effected apply(const Effect& effect) = 0;
  /// Returns when it is gone; what is not there is gone.
  virtual void remove(const Effect& effect) = 0;
  [[nodiscard]] virtual Health health(const Json& desired) = 0;
  /// Takes back what `apply` did where applying the earlier state does not.
  [[nodiscard]] virtual Effected undo(const Effect& effect) { return apply(effect); }
};

}  // namespace sdk_v1
}  // namespace trimtab
