#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/plugin/door.h"
#include "core/plugin/messages.h"
#include "core/plugin/registry.h"
#include "core/target/driver.h"

namespace trimtab {

/// A resource type of a plugin's own behind the interface of every driver. Secret values are read just before an
/// effect, only those the type declared, and go nowhere but into that one request.
class PluginDriver final : public Driver {
 public:
  PluginDriver(Door& door, const Wire& wire, PluginResourceType type, ReadSecret read_secret);

  [[nodiscard]] Result<std::vector<Observed>> observe(std::span<const Question> questions) override;
  [[nodiscard]] Result<Effected> apply(const Effect& effect) override;
  [[nodiscard]] Status remove(const Effect& effect) override;
  [[nodiscard]] Result<Health> health(const Object& object) override;
  [[nodiscard]] Result<Effected> undo(const Effect& effect) override;
  /// A plugin's objects write nowhere the engine knows of.
  [[nodiscard]] std::vector<std::string> last_words(const Object& object, std::size_t lines) override;

 private:
  [[nodiscard]] Result<Value> call(const std::string& method, Value request, const char* reply);
  [[nodiscard]] Result<Value> effect_request(const Effect& effect) const;
  [[nodiscard]] Result<Effected> effected(const std::string& method, const Effect& effect);

  Door& door_;
  const Wire& wire_;
  PluginResourceType type_;
  ReadSecret read_secret_;
};

}  // namespace trimtab
