#include "core/http/sigpipe.h"

#include <cerrno>
#include <ctime>

namespace trimtab {

SigpipeBlocked::SigpipeBlocked() {
  sigset_t pending{};
  ::sigpending(&pending);
  was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
  ::sigemptyset(&pipe_);
  ::sigaddset(&pipe_, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
}

SigpipeBlocked::~SigpipeBlocked() {
  // The one we caused goes to the thread that wrote, so it waits here and nowhere else.
  const timespec now{};
  while (!was_pending_ && ::sigtimedwait(&pipe_, nullptr, &now) < 0 && errno == EINTR) {
  }
  ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

}  // namespace trimtab
