#include "core/http/deadline.h"

#include <sys/socket.h>

namespace trimtab {
namespace {

void end_connection(int socket) {
  ::shutdown(socket, SHUT_RDWR);  // wakes who waits
  // What has arrived could still be read, megabytes of it; a socket without a peer has nothing to read.
  const sockaddr nobody{AF_UNSPEC, {}};
  static_cast<void>(::connect(socket, &nobody, sizeof nobody));
}

}  // namespace

ConnectionDeadline::ConnectionDeadline(Duration timeout)
    : end_(std::chrono::steady_clock::now() + timeout), thread_([this](const std::stop_token& stop) { wait(stop); }) {}

ConnectionDeadline::~ConnectionDeadline() {
  thread_.request_stop();
  thread_.join();
}

void ConnectionDeadline::watch(int socket) {
  const std::scoped_lock lock(mutex_);
  socket_ = Descriptor(::fcntl(socket, F_DUPFD_CLOEXEC, 0));
  if (passed() && socket_) end_connection(socket_.get());
}

void ConnectionDeadline::end() {
  const std::scoped_lock lock(mutex_);
  ended_ = true;
  stopped_.notify_all();
}

bool ConnectionDeadline::passed() const { return ended_ || std::chrono::steady_clock::now() >= end_; }

void ConnectionDeadline::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  stopped_.wait_until(lock, stop, end_, [this] { return ended_.load(); });
  if (!stop.stop_requested() && socket_) end_connection(socket_.get());
}

}  // namespace trimtab
