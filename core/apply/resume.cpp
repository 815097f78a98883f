#include "core/apply/resume.h"

#include <map>

#include "core/support/failpoint.h"

namespace trimtab {
namespace {

bool is_removal(const Operation& operation) {
  return operation.action == Action::remove || (operation.undoing && !operation.desired);
}

/// What an open intent turned into, from the object as it is now.
Settlement settled(const Operation& operation, const Observed& now) {
  Settlement settlement;
  settlement.seq = operation.seq;
  settlement.native = now.native;
  const bool as_desired = now.exists && now.ours && now.drift.empty();
  const bool task = operation.action == Action::run;
  const bool recording = operation.action == Action::none;  // the effect was there before, and is
  const bool removal = is_removal(operation);
  const bool made = recording                            ? true
                    : removal                            ? !now.exists
                    : task                               ? now.done && !operation.undoing
                    : operation.action == Action::create ? now.exists && now.ours
                                                         : as_desired;
  settlement.status = made ? OperationStatus::done : OperationStatus::undone;
  settlement.text = made ? "found done after an interruption" : "found not done after an interruption";
  if (!made || operation.step == Step::down) return settlement;
  if (removal) {
    settlement.inventory = Settlement::Inventory::drop;
  } else if (operation.desired) {
    settlement.inventory = Settlement::Inventory::put;
    settlement.object = *operation.desired;
  }
  return settlement;
}

Result<Observed> look(Target& target, const Operation& operation, const Record& record) {
  const Object& subject = operation.desired ? *operation.desired : *operation.before;
  Driver* driver = target.driver(subject.driver);
  if (driver == nullptr) {
    return fail(Errc::invalid, "E0501",
                operation.id.text() + ": this target has no driver named \"" + subject.driver + "\"");
  }
  Question question{&subject, nullptr};
  Recorded gone;
  if (is_removal(operation)) {
    // Of what was to go, every rest counts: it is looked at as something that nobody wants.
    const auto held = record.objects.find(operation.id);
    gone = {subject, held == record.objects.end() ? std::string() : held->second.native, operation.run};
    question = {nullptr, &gone};
  }
  TRIMTAB_TRY(auto answers, driver->observe(std::span(&question, 1)));
  return std::move(answers.front());
}

}  // namespace

Result<std::vector<Recovered>> resume_open_run(Store& store, Target& target, const Record& record) {
  target.belongs_to(record.uid);
  std::vector<Recovered> recovered;
  if (!record.open_run) return recovered;
  TRIMTAB_CHECK(target.tidy_up());
  TRIMTAB_FAILPOINT("recover.look");
  TRIMTAB_TRY(const auto operations, store.operations(*record.open_run));
  std::vector<Settlement> settlements;
  for (const Operation& operation : operations) {
    if (operation.status != OperationStatus::intended) continue;
    TRIMTAB_TRY(const Observed now, look(target, operation, record));
    settlements.push_back(settled(operation, now));
    recovered.push_back({operation.id, settlements.back().text});
  }
  TRIMTAB_FAILPOINT("recover.settle");
  if (!settlements.empty()) TRIMTAB_CHECK(store.settle(*record.open_run, settlements));
  TRIMTAB_FAILPOINT("recover.end");
  TRIMTAB_CHECK(store.end(*record.open_run, RunResult::interrupted, "ended without a word", std::nullopt));
  return recovered;
}

}  // namespace trimtab
