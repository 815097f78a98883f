#include "core/apply/verdict.h"

namespace trimtab {

std::vector<Verdict> verdicts(const Plan& plan, const std::vector<Job>& jobs, const LoopResult& result,
                              bool rollback_first) {
  std::vector<Verdict> verdict(jobs.size(), Verdict::converged);
  const bool nothing_earlier = plan.base_revision == 0 && !rollback_first;
  for (const auto& [job, error] : result.failures) {
    const auto asked = plan.on_failure.find(std::string(jobs[job].id.component()));
    const bool hold = nothing_earlier || (asked != plan.on_failure.end() && asked->second == "hold");
    Verdict& island = verdict[result.islands[job]];
    if (island != Verdict::hold) island = hold ? Verdict::hold : Verdict::roll_back;
  }
  return verdict;
}

}  // namespace trimtab
