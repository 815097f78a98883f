#include "core/plan/causes.h"

#include <fmt/format.h>

#include "core/plan/differences.h"

namespace trimtab {
namespace {

constexpr std::size_t shown_reasons = 3;

const Value& member(const Value& value, const std::string& key) {
  static const Value nothing = Value::object();
  const auto found = value.find(key);
  return value.is_object() && found != value.end() ? *found : nothing;
}

std::string first_step(std::string_view pointer) {
  const auto end = pointer.find('/', 1);
  return dotted(pointer.substr(0, end));
}

/// One reason per fact, however many members of its answer differ.
std::vector<Reason> fact_reasons(const Value& before, const Value& now) {
  std::vector<Reason> reasons;
  std::string last;
  for (const Difference& difference : differences(before, now)) {
    std::string fact = first_step(difference.path);
    if (fact == last) continue;
    reasons.push_back(
        {ReasonKind::fact, fmt::format("{}: {}", dotted(difference.path), brief(difference)), std::nullopt});
    last = std::move(fact);
  }
  return reasons;
}

std::vector<Reason> default_reasons(const Value& before, const Value& now) {
  std::vector<Reason> reasons;
  for (const Difference& difference : differences(before, now)) {
    reasons.push_back({ReasonKind::fallback,
                       fmt::format("default of {}: {}", dotted(difference.path), brief(difference)), std::nullopt});
  }
  return reasons;
}

/// True when one pointer is the other or stands inside it.
bool related(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  return b.starts_with(a) && (b.size() == a.size() || b[a.size()] == '/');
}

std::vector<Reason> first_of(const std::vector<Reason>& reasons) {
  return {reasons.begin(), reasons.begin() + static_cast<std::ptrdiff_t>(std::min(reasons.size(), shown_reasons))};
}

}  // namespace

Causes::Causes(const Desired& desired, const Record& record) : desired_(desired), record_(record) {
  for (const Heading& heading : desired.headings) components_.emplace(heading.component, compare(heading));
}

ComponentCauses Causes::compare(const Heading& heading) const {
  ComponentCauses causes;
  causes.is_new = !record_.spec.contains(heading.component);
  if (causes.is_new) return causes;
  causes.spec = differences(member(record_.spec, heading.component), member(desired_.spec, heading.component));
  causes.facts = fact_reasons(member(record_.facts, heading.component), member(desired_.facts, heading.component));
  causes.defaults =
      default_reasons(member(record_.chosen, heading.component), member(desired_.chosen, heading.component));
  const auto before = record_.plugins.find(heading.plugin);
  const auto now = desired_.plugins.find(heading.plugin);
  if (before != record_.plugins.end() && now != desired_.plugins.end() && before->second != now->second) {
    causes.plugin.push_back({ReasonKind::plugin,
                             fmt::format("plugin {} {} -> {}", heading.plugin, before->second, now->second),
                             std::nullopt});
  }
  return causes;
}

Reason Causes::spec_reason(const std::string& component, const Difference& difference) const {
  Reason reason{ReasonKind::spec, fmt::format("{}: {}", dotted(difference.path), brief(difference)), std::nullopt};
  if (desired_.places) reason.at = desired_.places->component(component, difference.path);
  return reason;
}

Reason Causes::of_new(const Object& object) const {
  const auto found = components_.find(object.id.component());
  if (found != components_.end() && !found->second.is_new) {
    auto related = from_spec(object, found->second, true);
    if (!related.empty()) return std::move(related.front());
  }
  Reason reason{ReasonKind::spec, "new", std::nullopt};
  if (desired_.places) {
    reason.at = desired_.places->component(object.id.component(), object.from, object.from.empty());
  }
  return reason;
}

std::vector<Reason> Causes::from_spec(const Object& object, const ComponentCauses& causes, bool only_related) const {
  std::vector<Reason> reasons;
  for (const Difference& difference : causes.spec) {
    if (only_related && (object.from.empty() || !related(difference.path, object.from))) continue;
    reasons.push_back(spec_reason(std::string(object.id.component()), difference));
    if (reasons.size() == shown_reasons) break;
  }
  return reasons;
}

std::vector<Reason> Causes::of(const Object& object, const std::vector<const Id*>& changed_needs,
                               bool only_through_needs) const {
  const auto found = components_.find(object.id.component());
  static const ComponentCauses none;
  const ComponentCauses& causes = found == components_.end() ? none : found->second;
  std::vector<Reason> needs;
  for (const Id* need : changed_needs) {
    if (needs.size() == shown_reasons) break;
    const std::string name = need->component() == object.id.component()
                                 ? fmt::format("{}/{}", need->type(), need->name())
                                 : need->resource().text();
    needs.push_back({ReasonKind::dependency, fmt::format("because {} changes", name), std::nullopt});
  }
  if (only_through_needs && !needs.empty()) return needs;
  std::vector<Reason> reasons = from_spec(object, causes, true);
  if (!reasons.empty()) return reasons;
  if (!needs.empty()) return needs;
  if (!causes.facts.empty()) return first_of(causes.facts);
  if (!causes.defaults.empty()) return first_of(causes.defaults);
  if (!causes.plugin.empty()) return causes.plugin;
  reasons = from_spec(object, causes, false);
  if (!reasons.empty()) return reasons;
  if (object.id.type() == "secret") return {{ReasonKind::secret, "its content changed at its source", std::nullopt}};
  return {{ReasonKind::engine, "this engine describes it differently", std::nullopt}};
}

}  // namespace trimtab
