#pragma once

#include <csignal>

namespace trimtab {

/// While it lives, writing to a connection that the other side has closed is an error of the call and raises no
/// SIGPIPE. Touches the calling thread only.
class SigpipeBlocked {
 public:
  SigpipeBlocked();
  ~SigpipeBlocked();
  SigpipeBlocked(const SigpipeBlocked&) = delete;
  SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

}  // namespace trimtab
