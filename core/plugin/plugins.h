#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/kind.h"
#include "core/plugin/messages.h"
#include "core/support/error.h"

namespace trimtab {

/// The component kinds at hand and the pure half of the plugins behind them. Safe to use from several threads at once;
/// into one plugin goes one call at a time.
class Plugins {
 public:
  virtual ~Plugins() = default;

  /// Every kind of every plugin, sorted by plugin and name.
  [[nodiscard]] virtual std::span<const Kind> kinds() const = 0;
  /// Resource types of the plugins' own.
  [[nodiscard]] virtual std::span<const PluginResourceType> resource_types() const = 0;
  /// plugin → version, of all that were found.
  [[nodiscard]] virtual std::string version(std::string_view plugin) const = 0;

  [[nodiscard]] virtual Result<AskReply> ask(const std::string& plugin, const AskRequest& request) = 0;
  [[nodiscard]] virtual Result<ExpandReply> expand(const std::string& plugin, const ExpandRequest& request) = 0;
};

}  // namespace trimtab
