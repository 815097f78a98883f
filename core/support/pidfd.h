#pragma once

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "core/support/descriptor.h"

namespace trimtab {

// By system call: the header of glibc 2.36 declares its wrappers without extern "C".

/// A descriptor of the process that has this number now; readable when the process has ended. Sets errno.
[[nodiscard]] inline Descriptor open_process(pid_t pid) {
  return Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

/// Also to the group it leads, where the kernel knows how (6.9); earlier ones say EINVAL. Returns -1 and sets errno.
enum class SignalScope : unsigned int { process = 0, led_group = 4 };
[[nodiscard]] inline int signal_process(const Descriptor& process, int number, SignalScope scope) {
  return static_cast<int>(
      ::syscall(SYS_pidfd_send_signal, process.get(), number, nullptr, static_cast<unsigned int>(scope)));
}

}  // namespace trimtab
