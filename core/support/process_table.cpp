#include "core/support/process_table.h"

#include <array>
#include <cerrno>
#include <charconv>

#include "core/support/descriptor.h"
#include "core/support/walk.h"

namespace trimtab {
namespace {

/// Takes the text up to the next space off the front.
std::string_view next_field(std::string_view& line) {
  const std::size_t end = line.find(' ');
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return field;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc{} && end != text.data();
}

/// "/proc/<pid>/stat" without the allocations that are not allowed between fork and exec.
const char* stat_path(pid_t pid, std::array<char, 48>& buffer) {
  if (pid == 0) return "/proc/self/stat";
  constexpr std::string_view before = "/proc/";
  constexpr std::string_view after = "/stat";
  char* end = buffer.data() + before.copy(buffer.data(), before.size());
  end = std::to_chars(end, buffer.data() + 32, pid).ptr;
  end += after.copy(end, after.size());
  *end = '\0';
  return buffer.data();
}

}  // namespace

std::optional<ProcessStat> parse_process_stat(std::string_view line) {
  ProcessStat stat;
  const std::size_t name_end = line.rfind(')');  // the name may hold anything, also spaces and parentheses
  if (name_end == std::string_view::npos || !read_number(line, stat.pid)) return std::nullopt;
  line.remove_prefix(name_end + 1);
  static_cast<void>(next_field(line));
  const std::string_view state = next_field(line);
  if (state.empty()) return std::nullopt;
  stat.state = state.front();
  for (int field = 4; field <= 22; ++field) {
    const std::string_view text = next_field(line);
    bool read = true;
    if (field == 5) read = read_number(text, stat.group);
    if (field == 6) read = read_number(text, stat.session);
    if (field == 22) read = read_number(text, stat.start_ticks);
    if (!read) return std::nullopt;
  }
  return stat;
}

std::optional<ProcessStat> read_process_stat(pid_t pid) {
  if (pid < 0) return std::nullopt;
  std::array<char, 48> path{};
  const Descriptor file(::open(stat_path(pid, path), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  std::array<char, 1024> buffer{};  // 52 numbers and a name of at most 64 bytes
  const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
  if (got <= 0) return std::nullopt;
  return parse_process_stat({buffer.data(), static_cast<std::size_t>(got)});
}

std::vector<pid_t> process_ids() {
  std::vector<pid_t> ids;
  const Descriptor proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!proc) return ids;
  const auto names = names_in(proc.get());
  if (!names) return ids;
  for (const std::string& name : *names) {
    pid_t id = 0;
    if (name.front() >= '1' && name.front() <= '9' && read_number(name, id)) ids.push_back(id);
  }
  return ids;
}

std::string read_proc_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string content;
  std::array<char, 16384> buffer{};
  while (file) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    content.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return content;
}

std::string read_boot_id() {
  std::string id = read_proc_file("/proc/sys/kernel/random/boot_id");
  while (!id.empty() && id.back() == '\n') id.pop_back();
  return id;
}

}  // namespace trimtab
