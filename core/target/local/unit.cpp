#include "core/target/local/unit.h"

#include <time.h>
#include <unistd.h>

#include "core/support/process_table.h"

namespace trimtab {
namespace {

bool is_unit(const Path& path, const LocalLayout& layout) {
  const std::string& text = path.native();
  return text.starts_with(layout.services().native() + "/") || text.starts_with(layout.tasks().native() + "/");
}

std::optional<Path> marked_unit(pid_t pid, const LocalLayout& layout) {
  const std::string environment = read_proc_file("/proc/" + std::to_string(pid) + "/environ");
  const std::string wanted = std::string(unit_variable) + "=";
  for (std::size_t at = 0; at < environment.size();) {
    const std::size_t end = std::min(environment.find('\0', at), environment.size());
    if (environment.compare(at, wanted.size(), wanted) == 0) {
      Path unit = environment.substr(at + wanted.size(), end - at - wanted.size());
      if (is_unit(unit, layout)) return unit;
    }
    at = end + 1;
  }
  return std::nullopt;
}

/// By the lock file that a unit's first process holds open, and hands down to what it forks.
std::optional<Path> locking_unit(pid_t pid, const LocalLayout& layout) {
  std::error_code problem;
  const Path open_files = "/proc/" + std::to_string(pid) + "/fd";
  for (std::filesystem::directory_iterator file(open_files, problem), end; !problem && file != end;
       file.increment(problem)) {
    std::error_code unreadable;
    const Path target = std::filesystem::read_symlink(file->path(), unreadable);
    if (unreadable || target.filename() != "lock" || !is_unit(target, layout)) continue;
    const Path directory = target.parent_path();
    return directory.filename() == "data" ? directory.parent_path() : directory;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Path> unit_of(pid_t pid, const LocalLayout& layout) {
  if (auto unit = marked_unit(pid, layout)) return unit;
  if (auto unit = locking_unit(pid, layout)) return unit;
  const auto stat = read_process_stat(pid);
  if (!stat || stat->session <= 1 || stat->session == pid) return std::nullopt;
  if (auto unit = marked_unit(stat->session, layout)) return unit;
  return locking_unit(stat->session, layout);
}

std::string listener_text(const Listener& listener) {
  if (listener.pid == 0) return listener.user.empty() ? "another user's process" : "a process of user " + listener.user;
  std::string text = "pid " + std::to_string(listener.pid) + " (";
  if (!listener.command.empty()) text += listener.command + ", ";
  return text + "user " + listener.user + ")";
}

WallTime wall_time_of_start(std::uint64_t start_ticks, const Clock& clock) {
  timespec since_boot{};
  static_cast<void>(::clock_gettime(CLOCK_BOOTTIME, &since_boot));
  const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  const auto started = static_cast<std::int64_t>(start_ticks * 1000 / ticks);
  const std::int64_t now = since_boot.tv_sec * 1000 + since_boot.tv_nsec / 1'000'000;
  return clock.wall() - Duration(now - started);
}

}  // namespace trimtab
