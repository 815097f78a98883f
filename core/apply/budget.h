#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "core/support/clock.h"

namespace trimtab {

/// One deadline budget per component: time runs while at least one of its changes is running or waiting for health, and
/// stands still while all of them are held by other components.
class Budgets {
 public:
  Budgets(std::map<std::string, std::int64_t> seconds, Duration fallback);

  void enter(const std::string& component, SteadyTime now);
  void leave(const std::string& component, SteadyTime now);
  /// When the component's time is over if it stays busy from now on.
  [[nodiscard]] SteadyTime deadline(const std::string& component, SteadyTime now) const;
  [[nodiscard]] Duration total(const std::string& component) const;

 private:
  struct Spent {
    std::size_t active = 0;
    SteadyTime since{};
    Duration used{0};
  };

  std::map<std::string, std::int64_t> seconds_;
  Duration fallback_;
  std::map<std::string, Spent> spent_;
};

}  // namespace trimtab
