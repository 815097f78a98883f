#include "core/event/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/support/plural.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::size_t widest_id = 44;

std::string key_of(const Id& id, Step step) { return id.text() + "#" + to_text(step); }

std::string cut(const std::string& text, std::size_t width) {
  if (columns(text) <= width) return text;
  std::string shortened = text;
  while (columns(shortened) + 3 > width && !shortened.empty()) shortened.pop_back();
  // A cut inside a character leaves its first bytes behind.
  while (!shortened.empty() && (static_cast<unsigned char>(shortened.back()) & 0x80U) != 0) shortened.pop_back();
  return shortened + "...";
}

}  // namespace

ProgressBoard::ProgressBoard(const Plan* plan) : plan_(plan) {
  if (plan_ == nullptr) return;
  for (const Change& change : plan_->changes) {
    if (change.action != Action::none) id_width_ = std::max(id_width_, change.id.text().size());
  }
  id_width_ = std::min(id_width_, widest_id);
}

std::string ProgressBoard::line(std::string_view state, Colour colour, std::string_view id, const std::string& elapsed,
                                std::string_view text, const Style& style, std::size_t width) const {
  std::string rest = fmt::format("{:<{}} {:>7}", id, id_width_, elapsed);
  if (!text.empty()) rest += "  " + printable(text);
  rest.erase(rest.find_last_not_of(' ') + 1);
  // Cut before painting: a line that wraps would break the redrawing, and colour takes no columns.
  if (width > 0) rest = cut(rest, width > 8 ? width - 8 : 1);
  return "  " + style.paint(colour, fmt::format("{:<5}", state)) + " " + rest;
}

std::string ProgressBoard::settled_line(const Event& event, const Style& style) const {
  const std::string elapsed = duration_text(event.elapsed);
  const std::string& id = event.id.text();
  switch (event.kind) {
    case EventKind::change_done:
      return line("ok", Colour::green, id, elapsed, event.step == Step::down ? "stopped" : event.text, style);
    case EventKind::change_failed:
      return line("fail", Colour::red, id, elapsed, event.text, style);
    case EventKind::change_skipped:
      return line("skip", Colour::yellow, id, {}, event.text, style);
    case EventKind::change_undone:
      return line("undo", Colour::blue, id, elapsed, event.text, style);
    case EventKind::change_kept:
      return line("kept", Colour::blue, id, {}, event.text, style);
    case EventKind::undo_failed:
      return line("fail", Colour::red, id, elapsed, "undo: " + event.text, style);
    default:
      return {};
  }
}

void ProgressBoard::settle(const Event& event) {
  active_.erase(event.id);
  settled_[key_of(event.id, event.step)] = true;
  done_ = std::max(done_, event.done);
}

std::vector<std::string> ProgressBoard::take(const Event& event, SteadyTime now, const Style& style) {
  switch (event.kind) {
    case EventKind::run_started:
      running_ = true;
      started_ = now;
      total_ = event.total;
      return {fmt::format("Run {} of stack {}, {}. Ctrl-C stops at a safe point, twice stops now.", event.run,
                          printable(event.text), plural(event.total, "change"))};
    case EventKind::run_ended:
      running_ = false;
      active_.clear();
      return {};
    case EventKind::undo_started:
      undoing_ = true;
      done_ = 0;
      return {event.text};
    case EventKind::change_started:
      active_[event.id] = {now, {}, false};
      total_ = event.total;
      return {};
    case EventKind::change_said:
      return {line("log", Colour::dim, event.id.text(), {}, event.text, style)};
    case EventKind::change_waiting: {
      Active& active = active_[event.id];
      if (active.since == SteadyTime{}) active.since = now - event.elapsed;
      active.waiting = !event.text.empty();
      active.text = event.text;
      return {};
    }
    case EventKind::note:
      return event.text.empty() ? std::vector<std::string>() : std::vector{"  note  " + printable(event.text)};
    default:
      break;
  }
  settle(event);
  std::string text = settled_line(event, style);
  return text.empty() ? std::vector<std::string>() : std::vector{std::move(text)};
}

/// Changes that did not start: those of one component and type that wait for the same thing are one line.
std::vector<std::string> ProgressBoard::held(std::size_t limit, std::size_t width, const Style& style) const {
  std::map<std::pair<std::string, std::string>, std::pair<std::string, int>> counted;
  std::vector<std::pair<std::string, std::string>> order;
  for (const Change& change : plan_->changes) {
    if (change.action == Action::none || settled_.contains(key_of(change.id, change.step)) ||
        active_.contains(change.id)) {
      continue;
    }
    std::string need;
    for (const auto index : change.needs) {
      const Change& other = plan_->changes[index];
      if (other.action == Action::none || settled_.contains(key_of(other.id, other.step))) continue;
      need = other.id.text();
      break;
    }
    if (need.empty()) continue;
    const std::pair group{std::string(change.id.component()) + "/" + std::string(change.id.type()), need};
    auto [entry, fresh] = counted.try_emplace(group, change.id.text(), 0);
    ++entry->second.second;
    if (fresh) order.push_back(group);
  }
  std::vector<std::string> lines;
  for (const auto& group : order) {
    if (lines.size() == limit) break;
    const auto& [first, count] = counted[group];
    const std::string shown = count == 1 ? first : fmt::format("{}/* ({})", group.first, count);
    lines.push_back(line("held", Colour::dim, shown, {}, "needs " + group.second, style, width));
  }
  return lines;
}

std::vector<std::string> ProgressBoard::live(SteadyTime now, std::size_t width, std::size_t height,
                                             const Style& style) const {
  if (!running_) return {};
  const std::string count =
      fmt::format(" {}{} of {}, {}", undoing_ ? "undo " : "", done_, total_, duration_text(now - started_));
  const std::size_t rule = std::min<std::size_t>(width, 100);
  std::vector<std::string> lines{std::string(rule > count.size() ? rule - count.size() : 0, '-') + count};
  for (const auto& [id, active] : active_) {
    lines.push_back(line(active.waiting ? "wait" : "run", active.waiting ? Colour::yellow : Colour::none, id.text(),
                         duration_text(now - active.since), active.text, style, width));
  }
  if (plan_ != nullptr && !undoing_ && lines.size() < height) {
    for (std::string& text : held(height - lines.size(), width, style)) lines.push_back(std::move(text));
  }
  if (lines.size() > height) lines.resize(height);
  return lines;
}

}  // namespace trimtab
