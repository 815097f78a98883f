#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace trimtab {

/// A TCP socket that accepts connections, as /proc/net/tcp or tcp6 shows it.
struct ListeningSocket {
  bool v6 = false;
  bool any_address = false;
  std::uint16_t port = 0;
  uid_t uid = 0;
  std::uint64_t inode = 0;
};

/// Reads a table of proc(5)'s /proc/net/tcp form, and keeps the listening ones. Lines it cannot read are left out.
[[nodiscard]] std::vector<ListeningSocket> parse_socket_table(std::string_view table, bool v6);
/// All of this network namespace.
[[nodiscard]] std::vector<ListeningSocket> listening_sockets();

}  // namespace trimtab
