#include "core/state/cluster/lease_watch.h"

namespace trimtab {

LeaseWatch::LeaseWatch(Lease& lease)
    : lease_(lease), thread_([this](const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        while (!stop.stop_requested()) {
          wake_.wait_for(lock, stop, lease_renewal, [] { return false; });
          if (!stop.stop_requested()) [[maybe_unused]]
            const Status renewed = lease_.renew();
        }
      }) {}

LeaseWatch::~LeaseWatch() = default;

}  // namespace trimtab
