#include "core/support/failpoint.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "core/support/descriptor.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

using Kind = FailpointPlan::Kind;

constexpr std::array<std::pair<std::string_view, int>, 7> error_names{{{"ENOSPC", ENOSPC},
                                                                       {"EIO", EIO},
                                                                       {"EMFILE", EMFILE},
                                                                       {"EROFS", EROFS},
                                                                       {"EACCES", EACCES},
                                                                       {"EAGAIN", EAGAIN},
                                                                       {"ENOMEM", ENOMEM}}};

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<std::int64_t> error_number(std::string_view name) {
  const auto* const found = std::ranges::find(error_names, name, &std::pair<std::string_view, int>::first);
  return found == error_names.end() ? std::nullopt : std::optional<std::int64_t>(found->second);
}

std::optional<FailpointPlan::Action> action_in(std::string_view text) {
  if (text == "kill") return FailpointPlan::Action{Kind::kill, 0};
  if (text == "pause") return FailpointPlan::Action{Kind::pause, 0};
  const std::size_t open = text.find('(');
  if (open == std::string_view::npos || !text.ends_with(')')) return std::nullopt;
  const std::string_view word = text.substr(0, open);
  const std::string_view argument = text.substr(open + 1, text.size() - open - 2);
  const auto number = word == "err" ? error_number(argument) : number_in(argument);
  if (!number) return std::nullopt;
  if (word == "err") return FailpointPlan::Action{Kind::error, *number};
  if (word == "sleep") return FailpointPlan::Action{Kind::sleep, *number};
  if (word == "shift") return FailpointPlan::Action{Kind::shift, *number};
  return std::nullopt;
}

std::unexpected<Error> unreadable(std::string_view text) {
  return fail(Errc::usage, "E0797", fmt::format("TRIMTAB_FAILPOINTS: \"{}\" cannot be read", text),
              "name=kill, pause, sleep(MS), err(ENOSPC) or shift(MS), then @HIT or @HIT+; log=FILE");
}

/// The one of this process: a failpoint has to be reachable from everywhere, so it cannot be handed through.
class Armed {
 public:
  static Armed& of_process() {
    static Armed armed;
    return armed;
  }

  FailpointPlan::Action hit(std::string_view name) {
    const std::scoped_lock lock(mutex_);
    if (log_) note(name);
    return plan_.hit(name);
  }

 private:
  Armed() {
    const char* text = std::getenv("TRIMTAB_FAILPOINTS");
    auto plan = FailpointPlan::parse(text == nullptr ? "" : text);
    if (!plan) {
      const std::string message = plan.error().message() + "\n";
      [[maybe_unused]] const ssize_t ignored = ::write(2, message.data(), message.size());
      ::_exit(64);
    }
    plan_ = std::move(*plan);
    if (!plan_.log().empty())
      log_ = Descriptor(::open(plan_.log().c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  }

  /// Before what happens at the point, which may be the end of the process.
  void note(std::string_view name) const {
    const std::string line = std::string(name) + "\n";
    [[maybe_unused]] const ssize_t ignored = ::write(log_.get(), line.data(), line.size());
  }

  std::mutex mutex_;
  FailpointPlan plan_;
  Descriptor log_;
};

}  // namespace

Result<FailpointPlan::Term> FailpointPlan::term_of(std::string_view text) {
  const std::size_t at = text.find('@');
  const auto action = action_in(text.substr(0, at));
  if (!action) return unreadable(text);
  Term term{*action, 1, std::numeric_limits<std::uint64_t>::max()};
  if (at == std::string_view::npos) return term;
  std::string_view which = text.substr(at + 1);
  const bool onward = which.ends_with('+');
  if (onward) which.remove_suffix(1);
  const auto first = number_in(which);
  if (!first || *first < 1) return unreadable(text);
  term.from = static_cast<std::uint64_t>(*first);
  if (!onward) term.to = term.from;
  return term;
}

Result<FailpointPlan> FailpointPlan::parse(std::string_view text) {
  FailpointPlan plan;
  for (const std::string& part : split(std::string(text), ';')) {
    if (part.empty()) continue;
    const std::size_t equals = part.find('=');
    if (equals == std::string::npos) return unreadable(part);
    const std::string name = part.substr(0, equals);
    const std::string wanted = part.substr(equals + 1);
    if (name == "log") {
      plan.log_ = wanted;
      continue;
    }
    TRIMTAB_TRY(const Term term, term_of(wanted));
    plan.terms_[name].push_back(term);
  }
  return plan;
}

FailpointPlan::Action FailpointPlan::hit(std::string_view name) {
  const auto found = terms_.find(name);
  if (found == terms_.end()) return {};
  const std::uint64_t hit = ++hits_[found->first];
  for (const Term& term : found->second) {
    if (hit >= term.from && hit <= term.to) return term.action;
  }
  return {};
}

int failpoint(std::string_view name) {
  const FailpointPlan::Action action = Armed::of_process().hit(name);
  switch (action.kind) {
    case Kind::kill:
      static_cast<void>(std::raise(SIGKILL));
      return 0;
    case Kind::pause:
      static_cast<void>(std::raise(SIGSTOP));  // by this thread, so that nothing after the point runs before SIGCONT
      return 0;
    case Kind::sleep:
      std::this_thread::sleep_for(std::chrono::milliseconds(action.number));
      return 0;
    case Kind::error:
      return static_cast<int>(action.number);
    case Kind::none:
    case Kind::shift:
      return 0;
  }
  return 0;
}

std::chrono::milliseconds failpoint_shift(std::string_view name) {
  const FailpointPlan::Action action = Armed::of_process().hit(name);
  return std::chrono::milliseconds(action.kind == Kind::shift ? action.number : 0);
}

std::unexpected<Error> failed_at(std::string_view name, int number) {
  return fail(Errc::unreachable, "E0797", fmt::format("{}: {}", name, errno_text(number)));
}

}  // namespace trimtab
