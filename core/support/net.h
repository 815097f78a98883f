#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/support/clock.h"
#include "core/support/error.h"

namespace trimtab {

/// Who listens on a port, as far as this process may see it.
struct Listener {
  pid_t pid = 0;        ///< 0 when the owner belongs to another user and cannot be seen
  std::string command;  ///< first word of the command line, empty when unknown
  std::string user;     ///< name or number of the account
};

/// The machine's network, limited to what the engine asks of it. Safe to call from several threads at once.
class Net {
 public:
  virtual ~Net() = default;
  /// Connects to a numeric address and closes again.
  [[nodiscard]] virtual Status connect(const std::string& address, std::uint16_t port, Duration timeout) const = 0;
  /// True when a new server could bind the port on this address now (a socket in TIME_WAIT does not count as taken).
  [[nodiscard]] virtual bool can_bind(const std::string& address, std::uint16_t port) const = 0;
  /// Nothing when no one listens.
  [[nodiscard]] virtual std::optional<Listener> listener(std::uint16_t port) const = 0;
};

std::unique_ptr<Net> make_system_net();

}  // namespace trimtab
