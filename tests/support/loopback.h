#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/support/descriptor.h"

namespace trimtab::test {

/// A TCP socket that listens on a free port of 127.0.0.1, or of all addresses.
class LoopbackListener {
 public:
  explicit LoopbackListener(const char* address = "127.0.0.1");

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int number() const { return socket_.get(); }

 private:
  Descriptor socket_;
  std::uint16_t port_ = 0;
};

/// A port that was free a moment ago.
[[nodiscard]] std::uint16_t free_port();

/// A server that reads one request up to its blank line and then says exactly what the test tells it, byte for byte.
class ScriptedServer {
 public:
  /// Says things to the client. `say` returns false when the client has gone.
  using Say = std::function<bool(const std::string&)>;
  using Script = std::function<void(const Say& say)>;

  explicit ScriptedServer(Script script);
  explicit ScriptedServer(std::string answer);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] std::string url(const std::string& path = "/") const;
  /// How many connections were accepted.
  [[nodiscard]] int connections() const { return connections_; }
  /// The request line and headers of the last connection.
  [[nodiscard]] std::string request() const;

 private:
  void serve(const Script& script);

  LoopbackListener listener_;
  std::atomic<int> connections_ = 0;
  std::atomic<bool> closing_ = false;
  mutable std::mutex mutex_;  // guards request_
  std::string request_;
  std::thread thread_;
};

}  // namespace trimtab::test
