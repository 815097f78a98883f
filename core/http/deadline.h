#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "core/support/clock.h"
#include "core/support/descriptor.h"

namespace trimtab {

/// Ends a connection at a point in time, whatever the code that reads from it is doing: time limits between two reads
/// do not stop a peer that always has one more byte to say.
class ConnectionDeadline {
 public:
  explicit ConnectionDeadline(Duration timeout);
  ~ConnectionDeadline();
  ConnectionDeadline(const ConnectionDeadline&) = delete;
  ConnectionDeadline& operator=(const ConnectionDeadline&) = delete;

  /// The connection to end. Another call replaces it.
  void watch(int socket);
  /// Ends it now. May be called from any thread.
  void end();
  [[nodiscard]] bool passed() const;

 private:
  void wait(const std::stop_token& stop);

  std::chrono::steady_clock::time_point end_;
  std::atomic<bool> ended_ = false;
  std::mutex mutex_;  // guards socket_
  std::condition_variable_any stopped_;
  Descriptor socket_;  // our own number for the connection, so that it cannot become somebody else's
  std::jthread thread_;
};

}  // namespace trimtab
