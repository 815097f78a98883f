#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "core/plugin/registry.h"

namespace trimtab {

/// The drivers of plugins' own resource types, each made when it is first asked for, and the plugins with the first.
/// Any thread may ask.
class PluginDrivers {
 public:
  using Open = std::function<Result<Registry*>()>;

  PluginDrivers(Open open, ReadSecret read_secret) : open_(std::move(open)), read_secret_(std::move(read_secret)) {}

  /// Null when no plugin at hand has the type. A driver lives as long as this and the registry do.
  [[nodiscard]] Driver* find(std::string_view type);

 private:
  Open open_;
  ReadSecret read_secret_;
  std::mutex mutex_;  // guards the rest, and opening
  std::map<std::string, std::unique_ptr<Driver>, std::less<>> drivers_;
};

}  // namespace trimtab
