#include "core/plugin/host_limits.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <thread>

namespace trimtab {
namespace {

void limit(int what, rlim_t most) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource_t>(what), &now) == 0 && now.rlim_max != RLIM_INFINITY &&
      now.rlim_max < most)
    most = now.rlim_max;
  const rlimit wanted{most, most};
  ::setrlimit(static_cast<__rlimit_resource_t>(what), &wanted);
}

}  // namespace

void limit_plugin_host() {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 256);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit(RLIMIT_AS, rlim_t{4} << 30);
#endif
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

void end_with(int socket) {
  std::thread([socket] {
    for (;;) {
      pollfd gone{socket, POLLRDHUP, 0};
      if (::poll(&gone, 1, -1) > 0) ::_exit(0);
    }
  }).detach();
}

}  // namespace trimtab
