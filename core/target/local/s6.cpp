#include "core/target/local/s6.h"

#include <unistd.h>

#include <array>
#include <charconv>
#include <sstream>

#include "core/support/text.h"
#include "core/target/local/site.h"

namespace trimtab {
namespace {

constexpr std::array<std::string_view, 4> places{"/usr/bin", "/bin", "/usr/local/bin", "/command"};
constexpr Duration patience = std::chrono::seconds(10);
constexpr std::size_t output_limit = 4096;

/// -1 for "NA".
int number(std::string_view text) {
  int read = -1;
  std::from_chars(text.begin(), text.end(), read);
  return read;
}

SupervisedState parsed(const std::string& line) {
  std::istringstream words(line);
  std::string up;
  std::string wanted;
  std::string pid;
  std::string code;
  std::string signal;
  std::string lasting;
  words >> up >> wanted >> pid >> code >> signal >> lasting;
  SupervisedState state;
  state.up = up == "true";
  state.wanted_up = wanted == "true";
  state.pid = state.up ? number(pid) : 0;
  state.exit_code = number(code);
  if (signal != "NA") state.signal = signal;
  state.lasting = std::chrono::seconds(std::max(number(lasting), 0));
  return state;
}

}  // namespace

Result<Path> S6::find_tools() {
  for (const std::string_view place : places) {
    Path directory(place);
    if (::access((directory / "s6-svscan").c_str(), X_OK) == 0) return directory;
  }
  return fail(Errc::unreachable, "E0750", "the s6 supervision tools are not installed", "apt-get install s6");
}

Result<Exit> S6::run(std::vector<std::string> arguments, Duration timeout) const {
  Command command;
  arguments.front() = tool(arguments.front()).native();
  command.arguments = std::move(arguments);
  command.environment = {{"PATH", "/usr/bin:/bin"}};
  return processes_.run(command, timeout, output_limit);
}

Result<std::optional<SupervisedState>> S6::state(const Path& service) const {
  constexpr const char* fields = "up,wantedup,pid,exitcode,signal,updownfor";
  TRIMTAB_TRY(const Exit exit, run({"s6-svstat", "-o", fields, service.native()}, patience));
  if (exit.success()) return parsed(exit.output);
  if (exit.code == 1 || exit.code == 111) return std::optional<SupervisedState>();  // not running, no such directory
  return fail(Errc::unreachable, "E0751", "s6-svstat: " + exit.output);
}

Result<bool> S6::is_supervised(const Path& service) const {
  TRIMTAB_TRY(const Exit exit, run({"s6-svok", service.native()}, patience));
  return exit.success();
}

/// s6-supervise takes its lock, by which it is known to be there, before it opens the pipe that it is told by: for a
/// moment it does not listen (s6-supervise.c, control_init).
Status S6::command(const Path& service, const std::string& options) const {
  Result<Exit> exit = Exit{};
  [[maybe_unused]] const bool in_time = wait_until(clock_, patience, [&] {
    exit = run({"s6-svc", options, service.native()}, patience);
    return !exit || exit->success() || !is_supervised(service).value_or(true);
  });
  if (!exit) return std::unexpected(std::move(exit).error());
  if (exit->success()) return {};
  return fail(Errc::failed, "E0751", "s6-svc " + options + ": " + printable(exit->output));
}

bool S6::wait_down(const Path& service, Duration timeout) const {
  const std::string milliseconds = std::to_string(timeout.count());
  const auto exit = run({"s6-svwait", "-D", "-t", milliseconds, service.native()}, timeout + patience);
  return exit && exit->success();
}

Result<bool> S6::is_scanning(const Path& scan) const {
  TRIMTAB_TRY(const Exit exit, run({"s6-svscanctl", "-a", scan.native()}, patience));
  return exit.success();
}

Status S6::control(const Path& scan, const std::string& options) const {
  TRIMTAB_TRY(const Exit exit, run({"s6-svscanctl", options, scan.native()}, patience));
  if (exit.success()) return {};
  return fail(Errc::failed, "E0751", "s6-svscanctl " + options + ": " + exit.output);
}

}  // namespace trimtab
