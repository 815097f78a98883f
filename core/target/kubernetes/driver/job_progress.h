#pragma once

#include <map>
#include <string>

#include "core/target/kubernetes/driver/new_lines.h"
#include "core/target/kubernetes/site.h"

namespace trimtab {

/// What a Job that runs lets its watchers see: the lines its pods write, and what keeps them from running.
class JobProgress {
 public:
  /// Both outlive it.
  JobProgress(const KubernetesSite& site, const Effect& effect) : site_(site), effect_(effect) {}

  /// Looks and tells what is new, at most once a second.
  void look(const Value& job);
  /// The last look, when the Job has ended: nothing it wrote is left out because it came late.
  void end(const Value& job);

 private:
  void tell_lines(const Value& pod);

  const KubernetesSite& site_;
  const Effect& effect_;
  SteadyTime next_{};
  std::string held_up_;
  std::map<std::string, NewLines> lines_;  // by the pod's name
};

}  // namespace trimtab
