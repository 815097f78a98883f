#include "core/apply/budget.h"

#include <utility>

namespace trimtab {

Budgets::Budgets(std::map<std::string, std::int64_t> seconds, Duration fallback)
    : seconds_(std::move(seconds)), fallback_(fallback) {}

Duration Budgets::total(const std::string& component) const {
  const auto found = seconds_.find(component);
  return found == seconds_.end() ? fallback_ : std::chrono::seconds(found->second);
}

void Budgets::enter(const std::string& component, SteadyTime now) {
  Spent& spent = spent_[component];
  if (spent.active++ == 0) spent.since = now;
}

void Budgets::leave(const std::string& component, SteadyTime now) {
  Spent& spent = spent_[component];
  if (--spent.active == 0) spent.used += now - spent.since;
}

SteadyTime Budgets::deadline(const std::string& component, SteadyTime now) const {
  const auto found = spent_.find(component);
  if (found == spent_.end()) return now + total(component);
  const Spent& spent = found->second;
  const Duration used = spent.used + (spent.active > 0 ? now - spent.since : Duration(0));
  return now + (total(component) - used);
}

}  // namespace trimtab
