#include "core/apply/verdict.h"

namespace trimtab {
namespace {

/// Islands in which a volume is gone: going back would put an empty one in its place and call it what was there.
std::vector<bool> islands_with_lost_data(const std::vector<Job>& jobs, const LoopResult& result) {
  std::vector<bool> lost(jobs.size(), false);
  for (std::uint32_t job = 0; job < jobs.size(); ++job) {
    const bool removes = jobs[job].verb == Verb::remove || jobs[job].action == Action::replace;
    if (removes && jobs[job].id.type() == "volume" && result.progress[job] == Progress::done)
      lost[result.islands[job]] = true;
  }
  return lost;
}

}  // namespace

std::vector<Verdict> verdicts(const Plan& plan, const std::vector<Job>& jobs, const LoopResult& result,
                              bool rollback_first) {
  std::vector<Verdict> verdict(jobs.size(), Verdict::converged);
  const bool nothing_earlier = plan.base_revision == 0 && !rollback_first;
  const bool destroys = plan.objects.empty();
  const std::vector<bool> lost = islands_with_lost_data(jobs, result);
  for (const auto& [job, error] : result.failures) {
    const auto asked = plan.terms.on_failure.find(std::string(jobs[job].id.component()));
    const bool hold = nothing_earlier || destroys || lost[result.islands[job]] ||
                      (asked != plan.terms.on_failure.end() && asked->second == "hold");
    Verdict& island = verdict[result.islands[job]];
    if (island != Verdict::hold) island = hold ? Verdict::hold : Verdict::roll_back;
  }
  return verdict;
}

}  // namespace trimtab
