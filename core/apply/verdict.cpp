#include "core/apply/verdict.h"

#include <map>

#include "core/support/digest.h"

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

std::string island_digest(const Plan& plan, const std::vector<Job>& jobs, const LoopResult& result,
                          std::uint32_t island) {
  std::map<std::string, std::string> digests;
  for (std::uint32_t job = 0; job < jobs.size(); ++job) {
    if (result.islands[job] != island || jobs[job].verb == Verb::barrier) continue;
    digests[jobs[job].id.text()] = jobs[job].desired != nullptr ? jobs[job].desired->digest() : "absent";
  }
  return digest_of(Value{{"stack", plan.uid}, {"objects", digests}});
}

}  // namespace trimtab
