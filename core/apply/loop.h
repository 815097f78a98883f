#pragma once

#include <functional>
#include <map>
#include <vector>

#include "core/apply/budget.h"
#include "core/apply/crew.h"
#include "core/apply/job.h"
#include "core/apply/schedule.h"
#include "core/apply/services.h"

namespace trimtab {

/// A run's place in the journal: shared by its forward part and its undo.
struct RunNumbering {
  std::uint64_t run = 0;
  std::uint32_t next_seq = 1;
};

/// What became of the jobs.
struct LoopResult {
  std::vector<Progress> progress;
  std::vector<std::uint32_t> islands;
  std::vector<std::uint32_t> completed;  ///< jobs whose effect was tried, in order of its end
  std::map<std::uint32_t, Error> failures;
  bool interrupted = false;
};

/// Runs jobs: intent, effect, outcome, health, next. The thread that calls `run` owns all state; drivers are called on
/// the crew's threads.
class Loop {
 public:
  Loop(const std::vector<Job>& jobs, Stop stop, const ApplyServices& services, const ApplyOptions& options,
       Budgets& budgets, RunNumbering& numbering);

  /// An error only when the journal could not be written: nothing new was started after that.
  [[nodiscard]] Result<LoopResult> run();

 private:
  struct Wait {
    SteadyTime next{};
    SteadyTime deadline{};
    Duration pause{0};
    bool probing = false;
    std::string reason;
  };

  Status intend_ready();
  Status settle_outcomes();
  [[nodiscard]] bool journal_may_wait() const;
  template <class Write>
  Status write_journal(Write write);
  Status start_intended();
  /// For the thread of an effect: what it tells arrives in the order of its calls, before its end.
  [[nodiscard]] std::function<void(std::string)> teller(EventKind kind, std::uint32_t job);
  void start_probes();
  Status absorb(const std::vector<Completion>& completions);
  void tell();
  void finish_effect(const Completion& completion);
  void finish_probe(const Completion& completion);
  void look(std::uint32_t job, const Result<Health>& health);
  void expire();
  void fail_job(std::uint32_t job, Error error);
  void skip_jobs(const std::vector<std::uint32_t>& jobs, const Id& cause);
  void leave_component(std::uint32_t job);
  void stop();
  void stop_if_asked();
  [[nodiscard]] Duration patience() const;
  void pause();
  void emit(EventKind kind, std::uint32_t job, std::string text, std::optional<Diagnostic> diagnostic = {});
  [[nodiscard]] Settlement settlement(std::uint32_t job, OperationStatus status, bool succeeded) const;
  [[nodiscard]] bool undoing() const { return jobs_.front().undoing; }
  [[nodiscard]] SteadyTime deadline_of(std::uint32_t job) const;
  [[nodiscard]] Error not_healthy(std::uint32_t job, std::string what, const std::string& reason) const;

  const std::vector<Job>& jobs_;
  ApplyServices services_;
  Budgets& budgets_;
  RunNumbering& numbering_;
  Schedule schedule_;
  std::vector<std::uint32_t> seqs_;
  std::vector<SteadyTime> started_;
  std::map<std::uint32_t, Wait> waits_;
  std::vector<Settlement> unsettled_;  // outcomes that the next commit makes durable
  SteadyTime journal_rests_until_{};
  std::vector<Event> untold_;  // until what they say is durable
  LoopResult result_;
  std::uint32_t total_;        // jobs that are no barriers
  std::uint32_t settled_ = 0;  // of those
  bool stopping_ = false;
  Crew crew_;  // last: joined before what its threads use goes
};

}  // namespace trimtab
