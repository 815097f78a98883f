#include "tests/support/memory_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

namespace trimtab::test {
namespace {

std::unexpected<Error> broken(std::string what) { return fail(Errc::internal, "E0690", std::move(what)); }

Revision without_objects(Revision revision) {
  revision.objects.clear();
  return revision;
}

template <class Number, class Kept>
void keep_newest(std::map<Number, Kept>& all, std::size_t count) {
  while (all.size() > count) all.erase(all.begin());
}

}  // namespace

std::optional<std::uint64_t> MemoryStore::Memory::open_run() const {
  if (runs.empty() || runs.rbegin()->second.result) return std::nullopt;
  return runs.rbegin()->first;
}

std::size_t MemoryStore::Memory::open_intents(std::uint64_t run) const {
  const auto found = journal.find(run);
  if (found == journal.end()) return 0;
  return static_cast<std::size_t>(std::ranges::count_if(
      found->second, [](const auto& entry) { return entry.second.status == OperationStatus::intended; }));
}

const Revision* MemoryStore::Memory::last() const { return revisions.empty() ? nullptr : &revisions.rbegin()->second; }

MemoryStore::MemoryStore(const Clock& clock) : MemoryStore(clock, std::make_shared<Memory>()) {}

MemoryStore::MemoryStore(const Clock& clock, std::shared_ptr<Memory> memory)
    : clock_(clock), memory_(std::move(memory)) {}

std::unique_ptr<MemoryStore> MemoryStore::reopened() const {
  return std::unique_ptr<MemoryStore>(new MemoryStore(clock_, memory_));
}

Result<Record> MemoryStore::read() {
  Record record;
  record.uid = memory_->uid;
  record.objects = memory_->objects;
  record.slots = memory_->slots;
  record.chosen = memory_->chosen;
  record.open_run = memory_->open_run();
  if (const Revision* last = memory_->last()) {
    record.revision = last->number;
    record.facts = last->facts;
    record.spec = last->spec;
    record.terms = last->terms;
  }
  return record;
}

Result<std::map<Id, std::optional<Object>>> MemoryStore::since_revision() {
  std::map<Id, std::optional<Object>> since;
  for (const auto& [id, recorded] : memory_->objects) since.emplace(id, std::nullopt);
  const Revision* last = memory_->last();
  if (last == nullptr) return since;
  for (const Object& object : last->objects) {
    const auto found = memory_->objects.find(object.id);
    if (found != memory_->objects.end() && found->second.is(object)) {
      since.erase(object.id);
    } else {
      since[object.id] = object;
    }
  }
  return since;
}

Result<std::vector<RunSummary>> MemoryStore::runs(std::size_t newest) {
  std::vector<RunSummary> runs;
  for (const auto& [number, run] : memory_->runs | std::views::reverse | std::views::take(newest)) runs.push_back(run);
  return runs;
}

Result<std::vector<Operation>> MemoryStore::operations(std::uint64_t run) {
  std::vector<Operation> operations;
  const auto found = memory_->journal.find(run);
  if (found == memory_->journal.end()) return operations;
  for (const auto& [seq, operation] : found->second) operations.push_back(operation);
  return operations;
}

Result<std::vector<Revision>> MemoryStore::revisions() {
  std::vector<Revision> revisions;
  for (const auto& [number, revision] : memory_->revisions | std::views::reverse) {
    revisions.push_back(without_objects(revision));
  }
  return revisions;
}

Result<Revision> MemoryStore::revision(std::uint64_t number) {
  const auto found = memory_->revisions.find(number);
  if (found == memory_->revisions.end()) {
    return fail(Errc::invalid, "E0661", fmt::format("there is no revision {}", number));
  }
  return found->second;
}

Result<std::vector<Rejection>> MemoryStore::rejections() {
  std::vector<Rejection> rejections;
  for (const auto& [digest, rejection] : memory_->rejections) rejections.push_back(rejection);
  return rejections;
}

Status MemoryStore::may_write(const std::string& function) {
  if (question_) TRIMTAB_CHECK(question_(function));
  if (epoch_ == 0) epoch_ = ++memory_->epoch;
  if (epoch_ != memory_->epoch) return fail(Errc::locked, "E0659", "another writer has taken over");
  return {};
}

Result<std::uint64_t> MemoryStore::begin(const RunStart& start) {
  TRIMTAB_CHECK(may_write("begin"));
  Memory& memory = *memory_;
  if (!memory.uid.empty() && memory.uid != start.uid) return fail(Errc::stale, "E0660", "the plan has another uid");
  if (const auto open = memory.open_run()) {
    if (memory.open_intents(*open) != 0) return broken(fmt::format("run {} has intents without an outcome", *open));
    RunSummary& before = memory.runs[*open];
    before.result = RunResult::interrupted;
    before.ended = clock_.wall();
    before.text = "did not end";
  }
  memory.uid = start.uid;
  for (const auto& [key, number] : start.slots) memory.slots[key] = number;
  for (const auto& [component, value] : start.chosen.items()) memory.chosen[component] = value;
  RunSummary run;
  run.run = memory.runs.empty() ? 1 : memory.runs.rbegin()->first + 1;
  run.command = start.command;
  run.started = clock_.wall();
  run.changes = start.changes;
  memory.runs[run.run] = run;
  return run.run;
}

Status MemoryStore::intend(std::span<const Operation> operations) {
  TRIMTAB_CHECK(may_write("intend"));
  for (const Operation& operation : operations) {
    if (memory_->open_run() != operation.run) return broken(fmt::format("run {} is not open", operation.run));
    const auto twice = std::ranges::count(operations, operation.seq, &Operation::seq) > 1;
    if (twice || memory_->journal[operation.run].contains(operation.seq)) return broken("an operation's number twice");
  }
  for (const Operation& operation : operations) {
    Operation kept = operation;
    kept.epoch = epoch_;
    memory_->journal[operation.run].emplace(operation.seq, std::move(kept));
  }
  return {};
}

Status MemoryStore::check_settlements(std::uint64_t run, std::span<const Settlement> settlements) const {
  if (memory_->open_run() != run) return broken(fmt::format("run {} is not open", run));
  const auto found = memory_->journal.find(run);
  for (const Settlement& settlement : settlements) {
    if (found == memory_->journal.end() || !found->second.contains(settlement.seq)) {
      return broken(fmt::format("operation {}.{} was never intended", run, settlement.seq));
    }
    const bool put = settlement.inventory == Settlement::Inventory::put;
    if (put && (!settlement.object || settlement.object->id != found->second.at(settlement.seq).id)) {
      return broken("another object to put, or none");
    }
  }
  return {};
}

Status MemoryStore::settle(std::uint64_t run, std::span<const Settlement> settlements) {
  TRIMTAB_CHECK(may_write("settle"));
  TRIMTAB_CHECK(check_settlements(run, settlements));
  for (const Settlement& settlement : settlements) settle_one(run, settlement);
  return {};
}

void MemoryStore::settle_one(std::uint64_t run, const Settlement& settlement) {
  Operation& operation = memory_->journal[run].at(settlement.seq);
  operation.status = settlement.status;
  if (!settlement.native.empty()) operation.native = settlement.native;
  if (!settlement.text.empty()) operation.text = settlement.text;
  if (settlement.inventory == Settlement::Inventory::drop) memory_->objects.erase(operation.id);
  if (settlement.inventory == Settlement::Inventory::put) {
    memory_->objects[operation.id] = {*settlement.object, settlement.native, run};
  }
}

Result<std::uint64_t> MemoryStore::end(std::uint64_t run, RunResult result, const std::string& text,
                                       const std::optional<Revision>& revision) {
  TRIMTAB_CHECK(may_write("end"));
  if (memory_->open_run() != run) return broken(fmt::format("run {} is not open", run));
  if (memory_->open_intents(run) != 0) return broken(fmt::format("run {} has intents without an outcome", run));
  RunSummary& summary = memory_->runs[run];
  if (revision) {
    summary.revision = keep(*revision, run);
  } else if (const Revision* last = memory_->last(); last != nullptr && result == RunResult::rolled_back) {
    memory_->chosen = last->chosen;
  }
  summary.result = result;
  summary.ended = clock_.wall();
  summary.text = text;
  keep_newest(memory_->runs, kept_runs);
  std::erase_if(memory_->journal, [this](const auto& entry) { return !memory_->runs.contains(entry.first); });
  return memory_->runs[run].revision;
}

std::uint64_t MemoryStore::keep(const Revision& revision, std::uint64_t run) {
  Revision kept = revision;
  kept.number = memory_->revisions.empty() ? 1 : memory_->revisions.rbegin()->first + 1;
  kept.run = run;
  kept.at = clock_.wall();
  memory_->slots = kept.slots;
  memory_->chosen = kept.chosen;
  for (const Object& object : kept.objects) {
    const auto found = memory_->objects.find(object.id);
    if (found != memory_->objects.end() && found->second.is(object)) found->second.object = object;
  }
  const std::uint64_t number = kept.number;
  memory_->revisions.emplace(number, std::move(kept));
  keep_newest(memory_->revisions, kept_revisions);
  return number;
}

Status MemoryStore::may_act() { return act_question_ ? act_question_() : Status(); }

Status MemoryStore::reject(const Rejection& rejection) {
  TRIMTAB_CHECK(may_write("reject"));
  memory_->rejections[rejection.digest] = rejection;
  return {};
}

Status MemoryStore::lift_rejections() {
  TRIMTAB_CHECK(may_write("lift_rejections"));
  memory_->rejections.clear();
  return {};
}

}  // namespace trimtab::test
