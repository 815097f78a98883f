#include "core/apply/loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/apply/effect.h"
#include "core/support/failpoint.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::size_t intents_per_commit = 512;
// The first looks come quickly because most things are healthy at once; later ones at most once a second.
constexpr Duration first_pause{25};
constexpr Duration longest_pause{1000};
// How long a signal may go unnoticed while nothing else happens.
constexpr Duration heartbeat{100};
// Commits take at most a tenth of the time while effects go on: a journal in a cluster is a request away, and outcomes
// that arrive meanwhile share the next one. What is lost with them is looked up by the next run, like any open intent.
constexpr int rest_per_commit = 9;

std::uint32_t effects(const std::vector<Job>& jobs) {
  return static_cast<std::uint32_t>(
      std::ranges::count_if(jobs, [](const Job& job) { return job.verb != Verb::barrier; }));
}

}  // namespace

Loop::Loop(const std::vector<Job>& jobs, Stop stop, const ApplyServices& services, const ApplyOptions& options,
           Budgets& budgets, RunNumbering& numbering)
    : jobs_(jobs),
      services_(services),
      budgets_(budgets),
      numbering_(numbering),
      schedule_(jobs, stop),
      seqs_(jobs.size(), 0),
      started_(jobs.size()),
      total_(effects(jobs)),
      crew_(options.workers) {}

Result<LoopResult> Loop::run() {
  while (!schedule_.finished()) {
    stop_if_asked();
    expire();
    if (services_.cancel.level() == Cancel::Level::now) break;
    if (!journal_may_wait()) {
      TRIMTAB_CHECK(settle_outcomes());
      if (!stopping_) TRIMTAB_CHECK(intend_ready());
    }
    TRIMTAB_CHECK(start_intended());
    tell();
    start_probes();
    if (schedule_.finished()) break;
    if (crew_.busy() == 0) pause();
    TRIMTAB_CHECK(absorb(crew_.collect(crew_.busy() == 0 ? Duration(0) : patience())));
  }
  TRIMTAB_CHECK(settle_outcomes());
  result_.interrupted = stopping_;
  result_.completed = schedule_.completed();
  for (std::uint32_t job = 0; job < jobs_.size(); ++job) {
    result_.progress.push_back(schedule_.of(job));
    result_.islands.push_back(schedule_.island(job));
  }
  return std::move(result_);
}

/// While something goes on there is more to come for the next commit.
bool Loop::journal_may_wait() const { return crew_.working() && services_.clock.steady() < journal_rests_until_; }

template <class Write>
Status Loop::write_journal(Write write) {
  const SteadyTime begun = services_.clock.steady();
  TRIMTAB_CHECK(write());
  const SteadyTime ended = services_.clock.steady();
  journal_rests_until_ = ended + (ended - begun) * rest_per_commit;
  return {};
}

Status Loop::settle_outcomes() {
  if (!unsettled_.empty()) {
    TRIMTAB_FAILPOINT(undoing() ? "rollback.result_row" : "apply.result_row");
    TRIMTAB_CHECK(write_journal([this] { return services_.store.settle(numbering_.run, unsettled_); }));
    unsettled_.clear();
    TRIMTAB_FAILPOINT(undoing() ? "rollback.settled" : "apply.settled");
  }
  tell();
  return {};
}

Status Loop::intend_ready() {
  const auto ready = schedule_.ready(intents_per_commit);
  if (ready.empty()) return {};
  std::vector<Operation> operations;
  operations.reserve(ready.size());
  for (const auto job : ready) {
    if (jobs_[job].verb == Verb::barrier) {
      schedule_.done(job);
      continue;
    }
    seqs_[job] = numbering_.next_seq++;
    operations.push_back(operation_of(jobs_[job], numbering_.run, seqs_[job]));
  }
  if (operations.empty()) return {};
  TRIMTAB_FAILPOINT(undoing() ? "rollback.intent_row" : "apply.intent_row");
  TRIMTAB_CHECK(write_journal([&] { return services_.store.intend(operations); }));
  TRIMTAB_FAILPOINT(undoing() ? "rollback.intended" : "apply.intended");
  return {};
}

SteadyTime Loop::deadline_of(std::uint32_t job) const {
  const Job& work = jobs_[job];
  const auto now = services_.clock.steady();
  const auto deadline = budgets_.deadline(std::string(work.id.component()), now);
  const auto& own = work.subject().timeout;
  return own ? std::min(deadline, started_[job] + *own) : deadline;
}

Status Loop::start_intended() {
  while (crew_.has_free_slot()) {
    const auto next = schedule_.next();
    if (!next) return {};
    TRIMTAB_CHECK(services_.store.may_act());
    TRIMTAB_FAILPOINT(undoing() ? "rollback.call" : "apply.call");
    const auto job = *next;
    started_[job] = services_.clock.steady();
    budgets_.enter(std::string(jobs_[job].id.component()), started_[job]);
    emit(EventKind::change_started, job, {});
    Effect effect = effect_of(jobs_[job], numbering_.run, seqs_[job]);
    effect.deadline = deadline_of(job);
    effect.cancel = &services_.cancel;
    effect.say = teller(EventKind::change_said, job);
    effect.wait = teller(EventKind::change_waiting, job);
    crew_.start_effect([this, job, effect] { return have_effect(services_.target, jobs_[job], effect, job); });
  }
  return {};
}

std::function<void(std::string)> Loop::teller(EventKind kind, std::uint32_t job) {
  return [this, kind, job](std::string text) { crew_.tell(job, {kind, std::move(text)}); };
}

void Loop::start_probes() {
  const auto now = services_.clock.steady();
  for (auto& [job, wait] : waits_) {
    if (wait.probing || wait.next > now) continue;
    wait.probing = true;
    crew_.start_probe([this, job = job] { return look_at(services_.target, jobs_[job], job); });
  }
}

Duration Loop::patience() const {
  Duration longest = heartbeat;
  const auto now = services_.clock.steady();
  if (journal_rests_until_ > now) longest = std::min(longest, Duration(journal_rests_until_ - now));
  for (const auto& [job, wait] : waits_) {
    if (!wait.probing) longest = std::clamp(Duration(wait.next - now), Duration(0), longest);
  }
  return longest;
}

/// Nothing runs: time itself is what the run waits for. Goes through the clock, so that a test moves it by hand.
void Loop::pause() {
  if (const Duration rest = patience(); rest > Duration(0)) services_.clock.sleep(rest);
}

Status Loop::absorb(const std::vector<Completion>& completions) {
  if (completions.empty()) return {};
  TRIMTAB_FAILPOINT(undoing() ? "rollback.reply" : "apply.reply");
  for (const Completion& completion : completions) {
    if (completion.effect) {
      finish_effect(completion);
    } else if (completion.news) {
      emit(completion.news->kind, completion.job, completion.news->text);
    } else {
      finish_probe(completion);
    }
  }
  return {};
}

/// What is told is durable: whoever reads it may go by it, whatever becomes of us.
void Loop::tell() {
  if (!unsettled_.empty()) return;
  for (const Event& event : std::exchange(untold_, {})) services_.sink.emit(event);
}

Settlement Loop::settlement(std::uint32_t job, OperationStatus status, bool succeeded) const {
  const Job& work = jobs_[job];
  Settlement settlement;
  settlement.seq = seqs_[job];
  settlement.status = status;
  // A create that failed may have left something: it stays known until a removal is confirmed. A task that failed is
  // not done, and an update that failed leaves what was recorded before.
  const bool known = succeeded || (work.action == Action::create && !work.undoing);
  if (known) settlement.inventory = work.inventory;
  if (settlement.inventory == Settlement::Inventory::put) settlement.object = *work.record;
  return settlement;
}

void Loop::finish_effect(const Completion& completion) {
  const auto job = completion.job;
  const Result<Effected>& effect = *completion.effect;
  if (!effect && effect.error().code == Errc::interrupted) {
    // Neither done nor failed: the intent stays open and the next apply looks what became of it.
    schedule_.cut_off();
    leave_component(job);
    stop();
    return emit(EventKind::note, job, jobs_[job].id.text() + ": " + effect.error().message());
  }
  if (!effect) return fail_job(job, effect.error());
  auto settled = settlement(job, jobs_[job].undoing ? OperationStatus::undone : OperationStatus::done, true);
  settled.native = effect->native;
  settled.text = effect->text;
  unsettled_.push_back(std::move(settled));
  if (!jobs_[job].gated) {
    schedule_.done(job);
    leave_component(job);
    return emit(jobs_[job].undoing ? EventKind::change_undone : EventKind::change_done, job, effect->text);
  }
  schedule_.waiting(job);
  waits_[job] = {services_.clock.steady() + first_pause, deadline_of(job), first_pause, false, effect->text};
  if (completion.health) look(job, *completion.health);
}

void Loop::finish_probe(const Completion& completion) {
  const auto found = waits_.find(completion.job);
  if (found == waits_.end()) return;
  Wait& wait = found->second;
  wait.probing = false;
  wait.pause = std::min(wait.pause * 3 / 2, longest_pause);
  wait.next = services_.clock.steady() + wait.pause;
  look(completion.job, *completion.health);
}

void Loop::look(std::uint32_t job, const Result<Health>& health) {
  Wait& wait = waits_.at(job);
  const std::string reason = health ? health->reason : health.error().message();
  if (health && health->state == HealthState::healthy) {
    const std::string text = reason.empty() ? wait.reason : reason;
    waits_.erase(job);
    schedule_.done(job);
    leave_component(job);
    return emit(jobs_[job].undoing ? EventKind::change_undone : EventKind::change_done, job, text);
  }
  if (health && health->state == HealthState::failed) {
    return fail_job(job, not_healthy(job, "does not stay up: " + reason, {}));
  }
  if (reason == wait.reason) return;
  wait.reason = reason;
  emit(EventKind::change_waiting, job, reason);
}

Error Loop::not_healthy(std::uint32_t job, std::string what, const std::string& reason) const {
  Diagnostic diagnostic;
  diagnostic.code = "E0507";
  diagnostic.what = jobs_[job].id.text() + " " + std::move(what);
  if (!reason.empty()) diagnostic.why.push_back(reason);
  return Error{Errc::failed, {std::move(diagnostic)}, {}};
}

void Loop::expire() {
  const auto now = services_.clock.steady();
  std::vector<std::uint32_t> late;
  for (const auto& [job, wait] : waits_) {
    if (now >= wait.deadline) late.push_back(job);
  }
  for (const auto job : late) {
    const std::string took = duration_text(now - started_[job]);
    const std::string reason = waits_.at(job).reason;
    fail_job(job, not_healthy(job, "did not become healthy in " + took, reason));
  }
}

void Loop::fail_job(std::uint32_t job, Error error) {
  waits_.erase(job);
  if (error.diagnostics.empty()) error.diagnostics.emplace_back();
  Diagnostic& diagnostic = error.diagnostics.front();
  for (std::string& line : last_words(services_.target, jobs_[job])) diagnostic.why.push_back(std::move(line));
  auto settled = settlement(job, jobs_[job].undoing ? OperationStatus::undo_failed : OperationStatus::failed, false);
  settled.text = error.message();
  unsettled_.push_back(std::move(settled));
  const auto skipped = schedule_.failed(job);
  leave_component(job);
  emit(jobs_[job].undoing ? EventKind::undo_failed : EventKind::change_failed, job, error.message(), diagnostic);
  result_.failures.emplace(job, std::move(error));
  skip_jobs(skipped, jobs_[job].id);
}

void Loop::skip_jobs(const std::vector<std::uint32_t>& jobs, const Id& cause) {
  for (const auto job : jobs) {
    if (jobs_[job].verb == Verb::barrier) continue;
    ++settled_;
    if (seqs_[job] != 0) {
      Settlement settled;
      settled.seq = seqs_[job];
      settled.status = OperationStatus::undone;
      settled.text = "not started";
      unsettled_.push_back(std::move(settled));
    }
    emit(EventKind::change_skipped, job, cause.empty() ? "interrupted" : "because " + cause.text() + " failed");
  }
}

void Loop::leave_component(std::uint32_t job) {
  ++settled_;
  budgets_.leave(std::string(jobs_[job].id.component()), services_.clock.steady());
}

/// Nothing new starts.
void Loop::stop() {
  if (!std::exchange(stopping_, true)) skip_jobs(schedule_.stop_all(), {});
}

/// The first signal: effects in flight end, nobody waits for health any longer.
void Loop::stop_if_asked() {
  if (services_.cancel.requested()) stop();
  if (!stopping_) return;
  std::vector<std::uint32_t> waiting;
  for (const auto& [job, wait] : waits_) waiting.push_back(job);
  for (const auto job : waiting) {
    waits_.erase(job);
    leave_component(job);
    schedule_.done(job);
  }
}

void Loop::emit(EventKind kind, std::uint32_t job, std::string text, std::optional<Diagnostic> diagnostic) {
  Event event;
  event.kind = kind;
  event.run = numbering_.run;
  event.id = jobs_[job].id;
  event.action = jobs_[job].action;
  event.step = jobs_[job].step;
  if (seqs_[job] != 0 && started_[job] != SteadyTime{}) event.elapsed = services_.clock.steady() - started_[job];
  event.text = std::move(text);
  event.diagnostic = std::move(diagnostic);
  event.done = settled_;
  event.total = total_;
  untold_.push_back(std::move(event));
}

}  // namespace trimtab
