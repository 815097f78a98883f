#include "core/apply/apply.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/apply/blamed_field.h"
#include "core/apply/forward.h"
#include "core/apply/loop.h"
#include "core/apply/undo.h"
#include "core/apply/verdict.h"
#include "core/plan/plan.h"
#include "core/support/failpoint.h"

namespace trimtab {
namespace {

constexpr std::uint32_t tries_before_rejection = 3;

/// One execution; lives for one call of apply_plan.
class Run {
 public:
  Run(const Plan& plan, const ApplyServices& services, const ApplyOptions& options)
      : plan_(plan),
        services_(services),
        options_(options),
        budgets_(plan.terms.budgets, options.budget),
        jobs_(forward_jobs(plan)) {}

  Result<Report> execute();

 private:
  Result<std::uint64_t> begin();
  void take_stock(const LoopResult& result);
  Status roll_back(const LoopResult& result);
  Status remember_failures(const LoopResult& result);
  [[nodiscard]] Result<bool> has_open_intents() const;
  Result<Report> finish();
  [[nodiscard]] Revision revision() const;
  [[nodiscard]] Diagnostic located(const Id& id, Diagnostic diagnostic) const;
  void emit(EventKind kind, std::string text, const Id& id = {});

  const Plan& plan_;
  ApplyServices services_;
  const ApplyOptions& options_;
  Budgets budgets_;
  std::vector<Job> jobs_;
  RunNumbering numbering_;
  std::vector<Verdict> verdicts_;
  Report report_;
  bool undo_stuck_ = false;
};

Result<std::uint64_t> Run::begin() {
  RunStart start;
  start.uid = plan_.uid;
  start.stack = plan_.stack;
  start.command = options_.command;
  start.base_revision = plan_.base_revision;
  start.spec_digest = plan_.spec_digest;
  start.changes = static_cast<std::uint32_t>(
      std::ranges::count_if(plan_.changes, [](const Change& change) { return change.action != Action::none; }));
  start.target = Value{{"kind", plan_.target}, {"settings", plan_.target_settings}};
  start.slots = plan_.slots;
  start.chosen = plan_.chosen;
  return services_.store.begin(start);
}

Result<Report> Run::execute() {
  services_.target.belongs_to(plan_.uid);
  TRIMTAB_FAILPOINT("apply.prepare");
  TRIMTAB_TRY(const auto mended, services_.target.prepare());
  for (const std::string& note : mended) emit(EventKind::note, note);
  TRIMTAB_FAILPOINT("apply.run_row");
  TRIMTAB_TRY(numbering_.run, begin());
  report_.run = numbering_.run;
  report_.revision = plan_.base_revision;
  emit(EventKind::run_started, plan_.stack);
  Loop forward(jobs_, Stop::island, services_, options_, budgets_, numbering_);
  TRIMTAB_TRY(const LoopResult result, forward.run());
  take_stock(result);
  if (result.interrupted) {
    report_.result = RunResult::interrupted;
    return finish();
  }
  verdicts_ = verdicts(plan_, jobs_, result, options_.rollback_first);
  TRIMTAB_CHECK(remember_failures(result));
  TRIMTAB_CHECK(roll_back(result));
  return finish();
}

/// A diagnostic of an effect gets the place in the spec that asked for the change: the very field, where an API named
/// one in the label; where none did, the object's name.
Diagnostic Run::located(const Id& id, Diagnostic diagnostic) const {
  if (diagnostic.at) return diagnostic;
  const Object* object = plan_.find(id);
  const std::string component(id.component());
  if (services_.places != nullptr && object != nullptr && !diagnostic.label.empty() && plan_.spec.contains(component)) {
    const auto pointer = blamed_field(plan_.spec.at(component), object->from, diagnostic.label);
    if (pointer) diagnostic.at = services_.places->component(component, *pointer);
    if (diagnostic.at) return diagnostic;
  }
  for (const Change& change : plan_.changes) {
    if (change.id != id) continue;
    for (const Reason& reason : change.reasons) {
      if (!reason.at) continue;
      diagnostic.at = reason.at;
      diagnostic.label = reason.text;
      return diagnostic;
    }
  }
  if (!diagnostic.what.contains(id.text())) diagnostic.why.push_back("it came up with " + id.text());
  return diagnostic;
}

void Run::take_stock(const LoopResult& result) {
  for (std::uint32_t job = 0; job < jobs_.size(); ++job) {
    if (jobs_[job].verb == Verb::barrier) continue;
    const Progress progress = result.progress[job];
    report_.outcomes[jobs_[job].id] = progress == Progress::done      ? Outcome::done
                                      : progress == Progress::failed  ? Outcome::failed
                                      : progress == Progress::skipped ? Outcome::skipped
                                                                      : Outcome::not_started;
  }
  for (const auto& [job, error] : result.failures) {
    for (const Diagnostic& diagnostic : error.diagnostics)
      report_.diagnostics.push_back(located(jobs_[job].id, diagnostic));
  }
}

/// Only a failed task or health that was not reached counts against a desired state; an unreachable target, a full disk
/// or an interruption says nothing about it.
Status Run::remember_failures(const LoopResult& result) {
  for (const Island& island : islands(plan_)) {
    const auto failed = std::ranges::find_if(result.failures, [&](const auto& failure) {
      return failure.second.code == Errc::failed && std::ranges::binary_search(island.changes, failure.first);
    });
    if (failed == result.failures.end()) continue;
    TRIMTAB_TRY(const auto known, services_.store.rejections());
    const auto earlier = std::ranges::find(known, island.digest, &Rejection::digest);
    Rejection rejection;
    rejection.digest = island.digest;
    rejection.tries = earlier == known.end() ? 1 : earlier->tries + 1;
    rejection.last = services_.clock.wall();
    rejection.reason = failed->second.message();
    TRIMTAB_CHECK(services_.store.reject(rejection));
  }
  return {};
}

Status Run::roll_back(const LoopResult& result) {
  std::vector<bool> islands(jobs_.size());
  for (std::size_t i = 0; i < islands.size(); ++i) islands[i] = verdicts_[i] == Verdict::roll_back;
  if (std::ranges::none_of(islands, [](bool undone) { return undone; })) return {};
  emit(EventKind::undo_started, fmt::format("Rolling back run {}, newest change first", numbering_.run));
  TRIMTAB_FAILPOINT("rollback.plan");
  const UndoJobs undo = undo_jobs(plan_, jobs_, result, islands);
  // The way back has a budget of its own: what failed may have used up all of the forward one.
  Budgets budgets(plan_.terms.budgets, options_.budget);
  Loop backward(undo.jobs, Stop::dependents, services_, options_, budgets, numbering_);
  TRIMTAB_TRY(const LoopResult undone, backward.run());
  for (std::uint32_t job = 0; job < undo.jobs.size(); ++job) {
    if (undo.jobs[job].verb == Verb::barrier) continue;
    const bool well = undone.progress[job] == Progress::done;
    report_.outcomes[undo.jobs[job].id] = well ? Outcome::undone : Outcome::undo_failed;
    undo_stuck_ = undo_stuck_ || !well;
  }
  for (const Kept& kept : undo.kept) {
    report_.outcomes[kept.id] = Outcome::kept;
    emit(EventKind::change_kept, kept.why, kept.id);
  }
  for (const auto& [job, error] : undone.failures) {
    for (const Diagnostic& diagnostic : error.diagnostics)
      report_.diagnostics.push_back(located(undo.jobs[job].id, diagnostic));
  }
  if (undone.interrupted) report_.result = RunResult::interrupted;
  return {};
}

Revision Run::revision() const {
  Revision revision;
  revision.run = numbering_.run;
  revision.at = services_.clock.wall();
  revision.spec_digest = plan_.spec_digest;
  revision.spec = plan_.spec;
  revision.facts = plan_.facts;
  revision.chosen = plan_.chosen;
  revision.plugins = plan_.plugins;
  revision.terms = plan_.terms;
  keep_only(revision.terms, plan_.spec);
  revision.slots = plan_.slots;
  revision.objects = plan_.objects;
  return revision;
}

Result<bool> Run::has_open_intents() const {
  TRIMTAB_TRY(const auto operations, services_.store.operations(numbering_.run));
  return std::ranges::any_of(operations, [](const Operation& one) { return one.status == OperationStatus::intended; });
}

Result<Report> Run::finish() {
  const auto has = [this](Verdict verdict) { return std::ranges::count(verdicts_, verdict) > 0; };
  std::optional<Revision> reached;
  if (report_.result != RunResult::interrupted) {
    bool others = false;
    for (const auto& [id, outcome] : report_.outcomes) others = others || outcome == Outcome::done;
    if (undo_stuck_) {
      report_.result = RunResult::undo_stuck;
    } else if (has(Verdict::hold) || (has(Verdict::roll_back) && others)) {
      report_.result = RunResult::partly;
    } else if (has(Verdict::roll_back)) {
      report_.result = RunResult::rolled_back;
    } else {
      reached = revision();
    }
  }
  if (report_.result == RunResult::interrupted) {
    TRIMTAB_TRY(const bool open, has_open_intents());
    if (open) {  // the run stays open, so that the next apply settles what was cut off
      emit(EventKind::run_ended, to_text(report_.result));
      return std::move(report_);
    }
  }
  TRIMTAB_FAILPOINT(report_.result == RunResult::converged ? "apply.revision" : "rollback.end");
  const std::string text = report_.diagnostics.empty() ? std::string() : report_.diagnostics.front().what;
  TRIMTAB_TRY(const auto number, services_.store.end(numbering_.run, report_.result, text, reached));
  TRIMTAB_FAILPOINT("apply.run_end");
  if (reached) report_.revision = number;
  emit(EventKind::run_ended, to_text(report_.result));
  return std::move(report_);
}

void Run::emit(EventKind kind, std::string text, const Id& id) {
  Event event;
  event.kind = kind;
  event.run = numbering_.run;
  event.id = id;
  event.text = std::move(text);
  event.done = static_cast<std::uint32_t>(
      std::ranges::count_if(report_.outcomes, [](const auto& outcome) { return outcome.second == Outcome::done; }));
  event.total = static_cast<std::uint32_t>(
      std::ranges::count_if(jobs_, [](const Job& job) { return job.verb != Verb::barrier; }));
  services_.sink.emit(event);
}

}  // namespace

Result<Report> apply_plan(const Plan& plan, const ApplyServices& services, const ApplyOptions& options) {
  return Run(plan, services, options).execute();
}

Status check_not_rejected(const Plan& plan, Store& store) {
  TRIMTAB_TRY(const auto known, store.rejections());
  if (known.empty()) return {};
  for (const Island& island : islands(plan)) {
    const auto found = std::ranges::find(known, island.digest, &Rejection::digest);
    if (found == known.end() || found->tries < tries_before_rejection) continue;
    Diagnostic diagnostic;
    diagnostic.code = "E0510";
    diagnostic.what = fmt::format("this desired state ({}) failed {} times and is not applied again by itself",
                                  island.digest.substr(0, 8), found->tries);
    diagnostic.why.push_back("last time: " + found->reason);
    diagnostic.next = "change the spec, or run apply with --retry";
    return fail(Errc::refused, std::move(diagnostic));
  }
  return {};
}

}  // namespace trimtab
