#include "core/cli/status_board.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/support/text.h"

namespace trimtab {
namespace {

/// Further from healthy is larger.
int severity(HealthState state) {
  switch (state) {
    case HealthState::healthy:
      return 0;
    case HealthState::starting:
      return 1;
    case HealthState::degraded:
      return 2;
    case HealthState::unknown:
      return 3;
    case HealthState::stopped:
      return 4;
    case HealthState::failed:
      return 5;
  }
  return 5;
}

Colour colour_of(HealthState state) {
  if (state == HealthState::healthy) return Colour::green;
  return state == HealthState::starting ? Colour::yellow : Colour::red;
}

HealthState state_of(const StatusBoard::Component& component) {
  HealthState worst = component.wrong.empty() ? HealthState::healthy : HealthState::degraded;
  std::size_t alive = 0;
  for (const auto& [name, program] : component.programs) {
    alive += program.healthy;
    if (severity(program.worst.state) > severity(worst)) worst = program.worst.state;
  }
  // Something of it still works: the whole is degraded, not failed.
  if (alive > 0 && severity(worst) > severity(HealthState::degraded)) return HealthState::degraded;
  return worst;
}

std::string since_text(const Health& health, WallTime now) {
  return health.since ? duration_text(std::max(Duration(0), Duration(now - *health.since))) : std::string();
}

std::string row(const std::string& name, HealthState state, const std::string& since, const std::string& what,
                const std::string& address, const Style& style) {
  const std::string word = fmt::format("{:<9}", to_text(state));
  std::string text = fmt::format("  {:<16} {} {:>6}", name, style.paint(colour_of(state), word), since);
  if (!what.empty() || !address.empty()) text += fmt::format("  {:<32}", printable(what));
  if (!address.empty()) text += "  " + address;
  text.erase(text.find_last_not_of(' ') + 1);
  return text + "\n";
}

std::string program_text(const StatusBoard::Program& program) {
  if (program.healthy == program.wanted) {
    return program.wanted == 1 ? program.worst.reason : fmt::format("{} of {}", program.healthy, program.wanted);
  }
  if (program.wanted == 1) return program.worst.reason;
  return fmt::format("{} of {}; {}: {}", program.healthy, program.wanted, program.worst_copy, program.worst.reason);
}

std::string open_text(std::uint64_t run) {
  return fmt::format("run {} goes on, or was cut off and the next apply resumes it", run);
}

std::string address_of(const StatusBoard::Component& component, const std::string& program) {
  // Endpoints are named for what they serve: "api" for api-server, "flower" for flower; logs and health ports are no
  // addresses for people.
  for (const auto& [endpoint, address] : component.addresses) {
    if (endpoint == program || program.starts_with(endpoint + "-")) return address;
  }
  return {};
}

/// A workload itself, or one of its numbered copies; what else belongs to it (a service, a disruption budget) is no
/// program.
bool is_program(const Id& id) { return id.type() == "workload" && digits_only(id.part()); }

}  // namespace

void StatusBoard::add(const Object& object, const Observed& seen) {
  Component& component = components[std::string(object.id.component())];
  const std::string type(object.id.type());
  const std::string name(object.id.name());
  if (is_program(object.id)) {
    Program& program = component.programs[name];
    program.name = name;
    ++program.wanted;
    if (seen.health.state == HealthState::healthy) ++program.healthy;
    if (program.wanted == 1 || severity(seen.health.state) > severity(program.worst.state)) {
      program.worst = seen.health;
      program.worst_copy = name + (object.id.part().empty() ? "" : "-" + std::string(object.id.part()));
    }
    if (component.summary.empty()) component.summary = object.summary.substr(0, object.summary.find(';'));
    return;
  }
  if (type == "endpoint" && object.desired.contains("port")) {
    component.addresses.emplace(name, object.desired.value("host", std::string("127.0.0.1")) + ":" +
                                          std::to_string(object.desired.at("port").get<std::int64_t>()));
  }
  if (!seen.ours) {
    component.wrong.push_back(object.id.text() + " belongs to " + seen.owner);
  } else if (!seen.exists) {
    component.wrong.push_back(object.id.text() + " is gone");
  } else if (!seen.drift.empty()) {
    component.wrong.push_back(object.id.text() + " differs at " + seen.drift.front().path);
  }
}

bool StatusBoard::healthy() const {
  return revision > 0 && !destroyed_by && std::ranges::all_of(components, [](const auto& entry) {
           return state_of(entry.second) == HealthState::healthy;
         });
}

std::string StatusBoard::left_text() const {
  constexpr std::size_t shown = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(left.size(), shown); ++i) text += "\n  " + printable(left[i]);
  if (left.size() > shown) text += fmt::format("\n  and {} more", left.size() - shown);
  const bool complete = destroyed_by->result == RunResult::converged;
  return fmt::format("{}  {} by run {}; {}:{}\nnext: trimtab destroy{}{}\n", stack,
                     complete ? "destroyed" : "destroyed in part", destroyed_by->run,
                     complete ? "kept with its data" : "still there", text, arguments,
                     complete ? " --delete-volumes" : "");
}

std::string StatusBoard::text(const Style& style) const {
  if (components.empty() && open_run) return fmt::format("{}  nothing is there yet; {}\n", stack, open_text(*open_run));
  if (!left.empty()) return left_text();
  if (components.empty()) return fmt::format("{}  not there: nothing was applied, or it was destroyed\n", stack);
  HealthState worst = HealthState::healthy;
  for (const auto& [name, component] : components) {
    if (severity(state_of(component)) > severity(worst)) worst = state_of(component);
  }
  const bool complete = revision > 0 || worst != HealthState::healthy;
  std::string text =
      fmt::format("{}  {}", stack,
                  complete ? style.paint(colour_of(worst), to_text(worst)) : style.paint(Colour::yellow, "incomplete"));
  text += revision > 0
              ? fmt::format("  revision {} of {} on {}\n", revision, revised ? time_text(*revised) : "?", target)
              : fmt::format("  no revision yet on {}\n", target);
  if (open_run) text += "  " + open_text(*open_run) + "\n";
  std::string troubled;
  for (const auto& [name, component] : components) {
    const HealthState state = state_of(component);
    if (component.programs.size() == 1) {
      const Program& only = component.programs.begin()->second;
      const std::string what = state == HealthState::healthy ? component.summary : program_text(only);
      text += row(name, state, since_text(only.worst, now), what,
                  component.addresses.empty() ? "" : component.addresses.begin()->second, style);
      if (only.healthy < only.wanted) troubled = name + "/" + only.name;
    } else {
      text += row(name, state, {}, {}, {}, style);
      for (const auto& [program_name, program] : component.programs) {
        text += row("  " + program_name, program.worst.state, since_text(program.worst, now), program_text(program),
                    address_of(component, program_name), style);
        if (program.healthy < program.wanted) troubled = name + "/" + program_name;
      }
    }
    for (const std::string& wrong : component.wrong) text += "    " + printable(wrong) + "\n";
  }
  if (!troubled.empty()) {
    text += fmt::format("next: trimtab logs {}{}\n", troubled, arguments);
  } else if (!healthy()) {
    text += fmt::format("next: trimtab plan{}\n", arguments.starts_with(" --stack") ? " -f SPEC" : arguments);
  }
  return text;
}

Value StatusBoard::value() const {
  Value json{{"v", 1},      {"stack", stack}, {"target", target}, {"revision", revision}, {"healthy", healthy()},
             {"left", left}};
  json["components"] = Value::object();
  for (const auto& [name, component] : components) {
    Value programs = Value::object();
    for (const auto& [program_name, program] : component.programs) {
      programs[program_name] = {{"state", to_text(program.worst.state)},
                                {"reason", program.worst.reason},
                                {"wanted", program.wanted},
                                {"healthy", program.healthy}};
    }
    json["components"][name] = {{"state", to_text(state_of(component))},
                                {"programs", std::move(programs)},
                                {"addresses", component.addresses},
                                {"wrong", component.wrong}};
  }
  return json;
}

}  // namespace trimtab
