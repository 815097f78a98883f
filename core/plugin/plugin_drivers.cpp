#include "core/plugin/plugin_drivers.h"

namespace trimtab {

Driver* PluginDrivers::find(std::string_view type) {
  if (!type.contains('.')) return nullptr;
  const std::scoped_lock lock(mutex_);
  const auto known = drivers_.find(type);
  if (known != drivers_.end()) return known->second.get();
  const auto registry = open_();
  if (!registry) return nullptr;
  auto made = (*registry)->make_driver(std::string(type), read_secret_);
  return drivers_.emplace(std::string(type), std::move(made)).first->second.get();
}

}  // namespace trimtab
