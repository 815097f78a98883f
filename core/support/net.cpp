#include "core/support/net.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "core/support/descriptor.h"
#include "core/support/process_table.h"
#include "core/support/socket_table.h"
#include "core/support/walk.h"

namespace trimtab {
namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  [[nodiscard]] const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

std::optional<SocketAddress> numeric_address(const std::string& text, std::uint16_t port) {
  SocketAddress address;
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&address.storage, &v4, sizeof v4);
    address.size = sizeof v4;
    return address;
  }
  if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&address.storage, &v6, sizeof v6);
    address.size = sizeof v6;
    return address;
  }
  return std::nullopt;
}

/// Waits until the connection is made or refused. Returns errno or 0.
int finish_connect(int socket, Duration timeout) {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (true) {
    const auto left = std::chrono::ceil<Duration>(deadline - std::chrono::steady_clock::now()).count();
    pollfd file{socket, POLLOUT, 0};
    const int ready = ::poll(&file, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000)));
    if (ready < 0 && errno != EINTR) return errno;
    if (ready > 0) break;
    if (left <= 0) return ETIMEDOUT;
  }
  int problem = 0;
  socklen_t size = sizeof problem;
  return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &problem, &size) == 0 ? problem : errno;
}

/// On loopback a socket can meet itself when the kernel gives it the very port it asks for.
bool is_connected_to_itself(int socket) {
  SocketAddress here;
  SocketAddress there;
  here.size = there.size = sizeof(sockaddr_storage);
  return ::getsockname(socket, reinterpret_cast<sockaddr*>(&here.storage), &here.size) == 0 &&
         ::getpeername(socket, reinterpret_cast<sockaddr*>(&there.storage), &there.size) == 0 &&
         here.size == there.size && std::memcmp(&here.storage, &there.storage, here.size) == 0;
}

int try_connect(const SocketAddress& address, Duration timeout) {
  const Descriptor socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return errno;
  int problem = ::connect(socket.get(), address.get(), address.size) == 0 ? 0 : errno;
  if (problem == EINPROGRESS || problem == EINTR) problem = finish_connect(socket.get(), timeout);
  if (problem == 0 && is_connected_to_itself(socket.get())) problem = ECONNREFUSED;
  return problem;
}

std::string account_name(uid_t uid) {
  passwd entry{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  const bool named = ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
  return named ? found->pw_name : std::to_string(uid);
}

bool holds_socket(pid_t pid, const std::string& link) {
  const Descriptor files(::open(fmt::format("/proc/{}/fd", pid).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!files) return false;
  const auto numbers = names_in(files.get());
  return numbers && std::any_of(numbers->begin(), numbers->end(), [&](const std::string& number) {
           return link_target(files.get(), number.c_str()) == link;
         });
}

Listener owner_of(const ListeningSocket& socket) {
  Listener listener;
  listener.user = account_name(socket.uid);
  const std::string link = fmt::format("socket:[{}]", socket.inode);
  for (const pid_t pid : process_ids()) {
    if (!holds_socket(pid, link)) continue;
    // Children inherit the socket: the oldest holder is the one that listens.
    const auto stat = read_process_stat(pid);
    const auto known = read_process_stat(listener.pid);
    if (!stat || (listener.pid != 0 && known && known->start_ticks <= stat->start_ticks)) continue;
    listener.pid = pid;
    const std::string words = read_proc_file(fmt::format("/proc/{}/cmdline", pid));
    listener.command = words.substr(0, words.find('\0'));
  }
  return listener;
}

class SystemNet final : public Net {
 public:
  Status connect(const std::string& address, std::uint16_t port, Duration timeout) const override {
    const auto place = numeric_address(address, port);
    if (!place) return fail(Errc::invalid, "E0786", fmt::format("\"{}\" is not a numeric address", address));
    if (const int problem = try_connect(*place, timeout)) {
      const std::string what = fmt::format("connect to {} port {}: {}", address, port, errno_text(problem));
      return fail(Errc::unreachable, "E0787", what);
    }
    return {};
  }

  bool can_bind(const std::string& address, std::uint16_t port) const override {
    const auto place = numeric_address(address, port);
    if (!place) return false;
    const Descriptor socket(::socket(place->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int yes = 1;
    if (!socket || ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0) return false;
    if (::bind(socket.get(), place->get(), place->size) != 0) return false;
    // A bind can succeed beside a listener on every address when both share ports; a server would get half its clients.
    const bool v6 = place->storage.ss_family == AF_INET6;
    const auto sockets = listening_sockets();
    return std::none_of(sockets.begin(), sockets.end(), [&](const ListeningSocket& other) {
      return other.port == port && other.any_address && other.v6 == v6;
    });
  }

  std::optional<Listener> listener(std::uint16_t port) const override {
    std::optional<Listener> unseen;
    for (const ListeningSocket& socket : listening_sockets()) {
      if (socket.port != port) continue;
      Listener found = owner_of(socket);
      if (found.pid != 0) return found;
      if (!unseen) unseen = std::move(found);
    }
    return unseen;
  }
};

}  // namespace

std::unique_ptr<Net> make_system_net() { return std::make_unique<SystemNet>(); }

}  // namespace trimtab
