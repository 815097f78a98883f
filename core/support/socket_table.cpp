#include "core/support/socket_table.h"

#include <charconv>
#include <optional>
#include <string>

#include "core/support/process_table.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

template <class Number>
std::optional<Number> parse(std::string_view text, int base) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (problem != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> result;
  for (std::string& word : split(line, ' ')) {
    if (!word.empty()) result.push_back(std::move(word));
  }
  return result;
}

/// "0: 0100007F:1F90 00000000:0000 0A ...": slot, local address, peer, state, queues, timer, retries, uid, timeout,
/// inode.
std::optional<ListeningSocket> parse_line(std::string_view line, bool v6) {
  const std::vector<std::string> fields = words(line);
  if (fields.size() < 10 || fields[3] != "0A") return std::nullopt;
  const std::size_t colon = fields[1].find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto port = parse<std::uint16_t>(std::string_view(fields[1]).substr(colon + 1), 16);
  const auto uid = parse<uid_t>(fields[7], 10);
  const auto inode = parse<std::uint64_t>(fields[9], 10);
  if (!port || !uid || !inode) return std::nullopt;
  const bool any_address = fields[1].find_first_not_of('0') == colon;
  return ListeningSocket{v6, any_address, *port, *uid, *inode};
}

}  // namespace

std::vector<ListeningSocket> parse_socket_table(std::string_view table, bool v6) {
  std::vector<ListeningSocket> sockets;
  for (const std::string& line : split(table, '\n')) {
    if (const auto socket = parse_line(line, v6)) sockets.push_back(*socket);
  }
  return sockets;
}

std::vector<ListeningSocket> listening_sockets() {
  std::vector<ListeningSocket> sockets = parse_socket_table(read_proc_file("/proc/net/tcp"), false);
  for (const ListeningSocket& socket : parse_socket_table(read_proc_file("/proc/net/tcp6"), true)) {
    sockets.push_back(socket);
  }
  return sockets;
}

}  // namespace trimtab
