#include "core/cli/interrupt.h"

#include <atomic>
#include <csignal>

namespace trimtab {
namespace {

// A signal handler can reach nothing but static storage; the guard below is its only owner.
std::atomic<Cancel*>& receiver() {
  static constinit std::atomic<Cancel*> held{nullptr};
  return held;
}

void on_signal(int /*number*/) {
  if (Cancel* cancel = receiver().load()) cancel->raise();
}

void install(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

}  // namespace

InterruptGuard::InterruptGuard(Cancel& cancel) {
  receiver().store(&cancel);
  install(on_signal);
}

InterruptGuard::~InterruptGuard() {
  install(SIG_DFL);
  receiver().store(nullptr);
}

}  // namespace trimtab
