#include "core/plan/summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/plan/decision.h"
#include "core/support/plural.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::size_t shown_restarts = 4;

struct Counts {
  std::map<Action, std::size_t> actions;
  std::size_t touched = 0;
  std::size_t wanted = 0;  ///< touched ones that stay
};

Counts count(const Plan& plan) {
  Counts counts;
  for (const Change& change : plan.changes) {
    if (change.action == Action::none || change.step == Step::down) continue;
    ++counts.actions[change.action];
    ++counts.touched;
    if (change.action != Action::remove) ++counts.wanted;
  }
  return counts;
}

std::string totals(const Plan& plan) {
  Counts counts = count(plan);
  auto& actions = counts.actions;
  std::string text = fmt::format("Plan: {} to create, {} to run, {} to update, {} to delete", actions[Action::create],
                                 actions[Action::run], actions[Action::update], actions[Action::remove]);
  if (actions[Action::replace] > 0) text += fmt::format(", {} to replace", actions[Action::replace]);
  if (actions[Action::adopt] > 0) text += fmt::format(", {} to take over", actions[Action::adopt]);
  const std::size_t untouched = plan.objects.size() - std::min(plan.objects.size(), counts.wanted);
  if (untouched == 0 && actions[Action::remove] == 0)
    return text + fmt::format(" ({})\n", plural(counts.touched, "object"));
  return text + fmt::format(" ({} touched, {} not)\n", plural(counts.touched, "object"), untouched);
}

/// A service that takes a new description by a signal, or only at its next start, keeps running.
bool stops(const Change& change) {
  if (change.step == Step::up || change.action == Action::replace) return true;
  if (change.action != Action::update) return false;
  return std::ranges::any_of(change.differences, [](const Difference& difference) {
    const std::string_view path = difference.path;
    return !path.starts_with("/reload") && !path.starts_with("/ready") && !path.starts_with("/stop");
  });
}

std::string undo_line(const Plan& plan) {
  std::size_t volumes = 0;
  std::size_t tasks = 0;
  std::vector<std::string> lost;
  for (const Change& change : plan.changes) {
    if (change.action == Action::none || change.step == Step::down) continue;
    if (change.undo == Undo::irreversible) lost.push_back(change.id.resource().text());
    if (change.undo == Undo::kept && change.action != Action::remove) ++(is_volume(change.id) ? volumes : tasks);
  }
  std::string text = lost.empty() ? "Undo: everything" : fmt::format("Undo: all but {}", join(lost, ", "));
  std::vector<std::string> kept;
  if (volumes > 0) kept.push_back(plural(volumes, "volume"));
  if (tasks > 0) kept.push_back("what " + plural(tasks, "task") + " did");
  if (!kept.empty()) text += fmt::format("; {} would be kept", join(kept, " and "));
  return text + '\n';
}

/// "8793-8795, 9000"
std::string ranges(const std::set<std::int64_t>& numbers) {
  std::vector<std::string> parts;
  for (auto number = numbers.begin(); number != numbers.end();) {
    const std::int64_t first = *number;
    std::int64_t last = first;
    for (++number; number != numbers.end() && *number == last + 1; ++number) last = *number;
    parts.push_back(first == last ? std::to_string(first) : fmt::format("{}-{}", first, last));
  }
  return join(parts, ", ");
}

std::string open_ports(const Plan& plan) {
  std::set<std::int64_t> ports;
  for (const Object& object : plan.objects) {
    if (object.driver != "port" || object.desired.value("bind", "") != "0.0.0.0") continue;
    ports.insert(object.desired.value("port", std::int64_t{0}));
  }
  return ports.empty() ? std::string() : "Open to other machines: " + ranges(ports) + '\n';
}

}  // namespace

std::vector<std::string> restarts(const Plan& plan) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const Change& change : plan.changes) {
    if (!is_workload(change.id) || !plan.before.contains(change.id) || !stops(change)) continue;
    const std::string name = change.id.resource().text();
    if (seen.insert(name).second) names.push_back(name);
  }
  return names;
}

std::string summary(const Plan& plan) {
  if (plan.empty()) {
    const std::size_t objects = plan.objects.size();
    if (objects == 0) return "Nothing to do: the stack has no objects\n";
    return fmt::format("Nothing to do: {} {} as wanted\n", plural(objects, "object"), objects == 1 ? "is" : "are");
  }
  std::string text = totals(plan);
  const auto names = restarts(plan);
  if (names.empty()) {
    text += "Restarts: none. ";
  } else if (names.size() <= shown_restarts) {
    text += fmt::format("Restarts: {}. ", join(names, ", "));
  } else {
    text += fmt::format("Restarts: {} and {} more. ", fmt::join(names.begin(), names.begin() + shown_restarts, ", "),
                        names.size() - shown_restarts);
  }
  return text + undo_line(plan) + open_ports(plan);
}

}  // namespace trimtab
