#include "core/plan/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/plan/decision.h"
#include "core/plan/differences.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::size_t shown_needs = 2;
constexpr std::size_t shown_differences = 6;
constexpr std::size_t shown_lines = 6;

std::string_view mark_of(Action action) {
  switch (action) {
    case Action::create:
      return "+";
    case Action::replace:
      return "-/+";
    case Action::remove:
      return "-";
    case Action::run:
      return ">";
    case Action::adopt:
      return "=";
    default:
      return "~";
  }
}

std::string local_name(const Id& id) { return fmt::format("{}/{}", id.type(), id.name()); }

std::string place(const Reason& reason) {
  return reason.at ? fmt::format(" ({}:{}:{})", reason.at->file, reason.at->line, reason.at->column) : std::string();
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The lines between the equal beginnings and ends of two texts.
void add_lines(const Difference& difference, std::vector<std::string>& details) {
  auto before = lines_of(difference.from.get_ref<const std::string&>());
  auto after = lines_of(difference.to.get_ref<const std::string&>());
  while (!before.empty() && !after.empty() && before.back() == after.back()) before.pop_back(), after.pop_back();
  std::size_t equal = 0;
  while (equal < before.size() && equal < after.size() && before[equal] == after[equal]) ++equal;
  details.push_back(dotted(difference.path) + ", line " + std::to_string(equal + 1) + ":");
  std::size_t shown = 0;
  const auto add = [&](const std::vector<std::string_view>& lines, const char* mark) {
    for (std::size_t i = equal; i < lines.size() && shown < shown_lines; ++i, ++shown) {
      details.push_back(mark + printable(lines[i]));
    }
  };
  add(before, "  - ");
  add(after, "  + ");
  const std::size_t all = before.size() + after.size() - 2 * equal;
  if (all > shown) details.push_back(fmt::format("  and {} more lines", all - shown));
}

bool is_long_text(const Value& value) {
  return value.is_string() && value.get_ref<const std::string&>().contains('\n');
}

void add_differences(const Change& change, std::vector<std::string>& details) {
  std::size_t all = 0;
  for (const Difference& difference : change.differences) {
    if (is_digest_of_use(difference)) continue;  // the reason says whose change it is
    if (all++ >= shown_differences) continue;
    if (!difference.sensitive && is_long_text(difference.from) && is_long_text(difference.to)) {
      add_lines(difference, details);
    } else if (difference.path.empty()) {
      details.push_back(brief(difference));
    } else {
      details.push_back(fmt::format("{}: {}", dotted(difference.path), brief(difference)));
    }
  }
  if (all > shown_differences) details.push_back(fmt::format("and {} more attributes", all - shown_differences));
}

}  // namespace

Rows::Rows(const Plan& plan) : plan_(plan) {
  objects_.reserve(plan.objects.size());
  for (const Object& each : plan.objects) {
    objects_.emplace(each.id.text(), &each);
    const std::string_view part = each.id.part();
    if (part.empty()) continue;
    std::string_view resource = each.id.text();
    resource.remove_suffix(part.size() + 1);
    ++parts_[resource];
  }
}

bool Rows::is_partial(const Group& group) const {
  std::size_t wanted = 0;
  for (const auto index : group) {
    const Change& change = plan_.changes[index];
    if (change.step != Step::down && change.action != Action::remove) ++wanted;
  }
  const auto parts = parts_.find(plan_.changes[group.front()].id.resource().text());
  return parts != parts_.end() && wanted < parts->second;
}

const Object* Rows::object(const Id& id) const {
  const auto found = objects_.find(id.text());
  if (found != objects_.end()) return found->second;
  const auto before = plan_.before.find(id);
  return before == plan_.before.end() ? nullptr : &before->second;
}

std::vector<Rows::Group> Rows::groups() const {
  std::vector<Group> list;
  std::unordered_map<Id, std::size_t> numbers;
  std::vector<std::uint32_t> order;
  // What goes down for a task and comes up after it is shown where it comes up.
  const auto later = [&](std::uint32_t i) { return plan_.changes[i].step == Step::down; };
  for (std::uint32_t i = 0; i < plan_.changes.size(); ++i) {
    if (!later(i)) order.push_back(i);
  }
  for (std::uint32_t i = 0; i < plan_.changes.size(); ++i) {
    if (later(i)) order.push_back(i);
  }
  for (const auto i : order) {
    if (plan_.changes[i].action == Action::none) continue;
    const auto [number, added] = numbers.emplace(plan_.changes[i].id.resource(), list.size());
    if (added) list.emplace_back();
    list[number->second].push_back(i);
  }
  return list;
}

std::vector<Row> Rows::make() const {
  std::vector<Row> rows;
  for (const Group& group : groups()) rows.push_back(row(group));
  return rows;
}

Row Rows::row(const Group& group) const {
  const Change& first = plan_.changes[group.front()];
  Row made_row;
  made_row.component = first.id.component();
  made_row.name = local_name(first.id);
  made_row.mark = mark_of(first.action);
  made_row.undo = first.undo;
  for (const auto index : group) {
    const Change& change = plan_.changes[index];
    if (change.action != first.action) made_row.mark = "~";
    made_row.undo = std::max(made_row.undo, change.undo);
  }
  if (is_partial(group)) made_row.mark = "~";
  made_row.text = headline(group);
  const std::string needs = waited_for(group);
  if (!needs.empty()) made_row.text += (made_row.text.empty() ? "" : "; ") + needs;
  add_details(group, made_row);
  return made_row;
}

std::string Rows::headline(const Group& group) const {
  const Change* shown = &plan_.changes[group.front()];
  for (const auto index : group) {
    const Change& change = plan_.changes[index];
    if (change.step != Step::down && !change.reasons.empty()) shown = &change;
    if (change.action == Action::update && change.step != Step::down) break;
  }
  if (shown->undoing) {
    const std::string what = made(group);
    return what.empty() ? "taken back" : "taken back: " + what;
  }
  const bool plain = shown->reasons.empty() || (shown->reasons.front().text == "new" && shown->differences.empty());
  if (plain) return made(group);
  const Reason& reason = shown->reasons.front();
  std::string why = printable(reason.text) + place(reason);
  if (shown->action != Action::run) return why;
  const std::string what = made(group);
  return what.empty() ? why : what + ", " + why;
}

/// Copies have numbers; what stands beside a workload or a volume in a cluster has a name: "headless", "share".
bool Rows::are_copies(const Group& group) const {
  const std::string_view type = plan_.changes[group.front()].id.type();
  if (type != "workload" && type != "volume") return true;
  return std::ranges::all_of(group, [&](std::uint32_t index) {
    const std::string_view part = plan_.changes[index].id.part();
    return !part.empty() && digits_only(part);
  });
}

/// "2 replicas; what the plugin says of it".
std::string Rows::made(const Group& group) const {
  const Change& first = plan_.changes[group.front()];
  const Object* subject = object(first.id);
  std::string text = subject == nullptr ? std::string() : printable(subject->summary);
  if (group.size() > 1 && first.step == Step::act && are_copies(group)) {
    const std::string_view part = first.id.type() == "config"     ? "files"
                                  : first.id.type() == "endpoint" ? "ports"
                                                                  : "replicas";
    const std::string count = fmt::format("{} {}", group.size(), part);
    if (first.id.type() == "config" || text.empty() || first.id.type() == "endpoint") {
      text = count;
    } else if (!text.starts_with(count)) {  // some plugins say so themselves
      text = count + "; " + text;
    }
  }
  return text;
}

std::string Rows::waited_for(const Group& group) const {
  std::vector<std::string> names;
  std::set<std::string, std::less<>> seen;
  const Id own = plan_.changes[group.front()].id.resource();
  for (const auto index : group) {
    const Change& change = plan_.changes[index];
    if (change.action == Action::remove || change.step == Step::down) continue;
    for (const auto need : change.needs) {
      const Change& needed = plan_.changes[need];
      const std::string_view type = needed.id.type();
      if (needed.action == Action::none || needed.step == Step::down || (type != "task" && type != "workload"))
        continue;
      const Id id = needed.id.resource();
      if (id == own || !seen.insert(id.text()).second) continue;
      names.push_back(id.component() == own.component() ? local_name(id) : id.text());
    }
  }
  if (names.empty()) return {};
  const std::size_t shown = std::min(names.size(), shown_needs);
  std::string text =
      fmt::format("needs {}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

void Rows::add_details(const Group& group, Row& row) const {
  const bool mixed = row.mark == "~";
  std::set<std::string> said;
  for (const auto index : group) {
    const Change& change = plan_.changes[index];
    if (change.step == Step::down) continue;
    if (mixed && (change.action == Action::create || change.action == Action::remove)) {
      const std::string_view part = change.id.part();
      row.details.push_back(
          fmt::format("{} {}{}{}", mark_of(change.action), change.id.name(), part.empty() ? "" : "/", part));
      continue;
    }
    for (std::size_t i = 1; i < change.reasons.size(); ++i) {
      std::string line = printable(change.reasons[i].text) + place(change.reasons[i]);
      if (said.insert(line).second) row.details.push_back(std::move(line));
    }
    std::vector<std::string> differing;
    add_differences(change, differing);
    // Replicas mostly differ in the same way: said once.
    if (said.insert(join(differing, "\n")).second) {
      row.details.insert(row.details.end(), differing.begin(), differing.end());
    }
  }
  add_task_lines(group, row);
}

void Rows::add_task_lines(const Group& group, Row& row) const {
  std::set<std::string> tasks;
  for (const auto index : group) {
    const Change& change = plan_.changes[index];
    if (change.step != Step::up) continue;
    for (const auto need : change.needs) {
      if (plan_.changes[need].action == Action::run) tasks.insert(local_name(plan_.changes[need].id));
    }
  }
  if (!tasks.empty()) row.details.push_back(fmt::format("down for {}, up after it", fmt::join(tasks, ", ")));
}

}  // namespace trimtab
