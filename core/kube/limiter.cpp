#include "core/kube/limiter.h"

#include <algorithm>

namespace trimtab {

void KubeLimiter::enter() {
  std::unique_lock lock(mutex_);
  while (under_way_ >= allowed_ || std::chrono::steady_clock::now() < not_before_) {
    if (under_way_ >= allowed_) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, not_before_);
    }
  }
  ++under_way_;
}

void KubeLimiter::leave() {
  {
    const std::scoped_lock lock(mutex_);
    --under_way_;
    if (allowed_ < ceiling_ && ++good_ >= allowed_) {
      ++allowed_;
      good_ = 0;
    }
  }
  changed_.notify_all();
}

void KubeLimiter::leave_refused(Duration pause) {
  {
    const std::scoped_lock lock(mutex_);
    --under_way_;
    good_ = 0;
    const Time until = std::chrono::steady_clock::now() + pause;
    // Those who were under way together are refused together: that is one signal, not many.
    if (std::chrono::steady_clock::now() >= not_before_) allowed_ = std::max<std::size_t>(1, allowed_ / 2);
    not_before_ = std::max(not_before_, until);
  }
  changed_.notify_all();
}

std::size_t KubeLimiter::allowed() const {
  const std::scoped_lock lock(mutex_);
  return allowed_;
}

}  // namespace trimtab
