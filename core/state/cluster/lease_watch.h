#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/state/cluster/lease.h"

namespace trimtab {

/// Renews a lease for as long as it lives. That a renewal fails needs no word here: the lease grows old and says so.
class LeaseWatch {
 public:
  explicit LeaseWatch(Lease& lease);
  ~LeaseWatch();
  LeaseWatch(const LeaseWatch&) = delete;
  LeaseWatch& operator=(const LeaseWatch&) = delete;

 private:
  Lease& lease_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: ends before what it uses
};

}  // namespace trimtab
