#pragma once

#include <map>
#include <mutex>

#include "core/model/health.h"
#include "core/model/object.h"
#include "core/target/local/probe/probe.h"
#include "core/target/local/s6.h"

namespace trimtab {

/// Health of services. Safe to call from several threads at once.
class ServiceWatch {
 public:
  ServiceWatch(const LocalSite& site, const S6& s6) : site_(site), s6_(s6) {}

  /// For a gate that asks again and again: at most one reading per period, and a note on disk once it was healthy.
  [[nodiscard]] Result<Health> wait_step(const Object& object);
  /// For one look: a service past its start gets as many tries as its probe's threshold says, within about 5 s.
  [[nodiscard]] Result<Health> look(const Object& object);

 private:
  struct Memory {
    ProcessIdentity process;
    SteadyTime asked{};
    int tries = 0;
    Health health;
  };

  Health of_down(const Object& object, const SupervisedState& state) const;
  Health of_reading(const Object& object, const SupervisedState& state, const ProbeReading& reading, int tries) const;
  Result<Health> probed(const Object& object, const SupervisedState& state, int tries);
  Result<std::optional<Health>> without_probe(const Object& object, const std::optional<SupervisedState>& state);
  std::optional<Health> remembered(const Object& object, const ProcessIdentity& process, int& tries);
  WallTime since(const SupervisedState& state) const { return site_.seams.clock.wall() - state.lasting; }

  const LocalSite& site_;
  const S6& s6_;
  std::mutex mutex_;  // guards memory_
  std::map<Id, Memory> memory_;
};

/// How long a service has to become healthy after a start.
[[nodiscard]] Duration startup_budget(const Object& object);

}  // namespace trimtab
