#include "core/state/cluster/cluster_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "core/state/cluster/collector.h"
#include "core/state/cluster/revisions.h"

namespace trimtab {
namespace {

/// Of the newest records in the head, before they become a text of their own: they are written with each commit.
constexpr std::size_t records_in_the_head = std::size_t{128} << 10;
constexpr int tries = 5;

std::unexpected<Error> broken(std::string what) { return fail(Errc::internal, "E0690", std::move(what)); }

/// The door through which no exception passes.
template <class Body>
auto guarded(const ClusterPlace& place, Body body) -> std::invoke_result_t<Body> {
  try {
    return body();
  } catch (const nlohmann::json::exception& error) {
    return damaged(place, error.what());
  } catch (const std::out_of_range& error) {
    return damaged(place, std::string("a name leads to nothing: ") + error.what());
  }
}

Status check_open(const Head& head, std::uint64_t run) {
  const HeadRun* open = head.open_run();
  if (open == nullptr || open->summary.run != run) return broken(fmt::format("run {} is not open", run));
  return {};
}

Status check_settled(const RunJournal& journal, std::uint64_t run) {
  if (const std::size_t open = journal.open_intents(); open != 0) {
    return broken(fmt::format("run {} has {} intents without an outcome", run, open));
  }
  return {};
}

/// A part of what a head names: collected meanwhile, where that head is not the last one any more.
bool is_gone(const Status& answer) {
  return !answer && answer.error().code == Errc::stale && answer.error().diagnostics.front().code == "E0655";
}

/// What came of it without the value, which is kept in `answer`.
template <class Answer>
Status kept(Answer given, std::optional<Answer>& answer) {
  answer.emplace(std::move(given));
  return *answer ? Status() : std::unexpected(answer->error());
}

/// What the next reader asks for.
StoredList read_at_first(const Head& head) {
  StoredList texts = head.inventory;
  if (head.identities) texts.push_back(*head.identities);
  if (!head.revisions.empty()) texts.push_back(head.revisions.back().about);
  return texts;
}

/// What there is, is what the last revision made.
bool is_last_revision(const Head& head) {
  return head.open_run() == nullptr && !head.revisions.empty() && head.revisions.back().objects == head.inventory;
}

HeadRun new_run(const Head& head, const RunStart& start, WallTime now) {
  HeadRun run;
  run.summary.run = head.last_run() + 1;
  run.summary.command = start.command;
  run.summary.started = now;
  run.summary.changes = start.changes;
  run.about = {{"base_revision", start.base_revision}, {"spec_digest", start.spec_digest}, {"target", start.target}};
  return run;
}

}  // namespace

ClusterStore::ClusterStore(ClusterPlace place, Lease* lease, const Clock& clock, std::unique_ptr<KeptTexts> kept)
    : place_(place), lease_(lease), clock_(clock), kept_(std::move(kept)), shelf_(std::move(place), kept_.get()) {}

std::unique_ptr<ClusterStore> ClusterStore::open_for_reading(ClusterPlace place, const Clock& clock,
                                                             std::unique_ptr<KeptTexts> kept) {
  return std::unique_ptr<ClusterStore>(new ClusterStore(std::move(place), nullptr, clock, std::move(kept)));
}

Result<std::unique_ptr<ClusterStore>> ClusterStore::open_for_writing(ClusterPlace place, Lease& lease,
                                                                     const Clock& clock,
                                                                     std::unique_ptr<KeptTexts> kept) {
  std::unique_ptr<ClusterStore> store(new ClusterStore(std::move(place), &lease, clock, std::move(kept)));
  TRIMTAB_CHECK(store->claim());
  // What is left lying about does no harm, and somebody who may not list may still apply.
  [[maybe_unused]] const Status tidy = collect(store->place_, store->found_->head, store->epoch_);
  return store;
}

/// An earlier writer may still be at work, not knowing that its time is over: after this write it cannot go on.
Status ClusterStore::claim() {
  for (int attempt = 0; attempt < tries; ++attempt) {
    TRIMTAB_TRY(found_, find_head(place_));
    epoch_ = std::max(lease_->epoch(), found_->head.epoch + 1);
    if (found_->version.empty()) return {};
    lease_->keep(true);
    Head next = ours(found_->head);
    ++next.commit;
    const auto written = write_head(place_, next, found_->version);
    if (written) {
      found_ = FoundHead{std::move(next), *written};
      return {};
    }
    if (written.error().code != Errc::stale) return std::unexpected(written.error());
  }
  return overtaken(place_);
}

Head ClusterStore::ours(Head head) const {
  head.epoch = epoch_;
  head.writer = lease_->identity();
  head.stack = place_.stack;
  return head;
}

bool ClusterStore::is_ours(const Head& head) const { return head.epoch == epoch_ && head.writer == lease_->identity(); }

/// After an answer that was lost nobody knows what is there: it is looked at.
Status ClusterStore::load() {
  if (found_) return {};
  journal_.reset();
  TRIMTAB_TRY(FoundHead now, find_head(place_));
  if (!now.version.empty() && !is_ours(now.head)) return overtaken(place_);
  found_ = std::move(now);
  return {};
}

/// Whether the head that is there is the one we wrote. Errc::locked when it is another writer's.
Result<bool> ClusterStore::landed(const Head& next) {
  TRIMTAB_TRY(const FoundHead now, find_head(place_));
  if (now.version.empty() && !found_->version.empty()) return damaged(place_, "it was removed while it was in use");
  if (!now.version.empty() && !is_ours(now.head)) return overtaken(place_);
  const bool there = !now.version.empty() && now.head.commit == next.commit;
  // Somebody set a label: what is in it is still ours.
  found_->version = now.version;
  return there;
}

Status ClusterStore::commit(Head next) {
  next.commit = found_->head.commit + 1;
  for (int attempt = 0; attempt < tries; ++attempt) {
    const auto written = write_head(place_, next, found_->version);
    if (written) {
      lease_->keep(true);
      found_ = FoundHead{std::move(next), *written};
      return {};
    }
    const bool moved = written.error().code == Errc::stale;
    const bool gone = written.error().code == Errc::failed;
    const auto there = moved || gone ? landed(next) : Result<bool>(false);
    if (there && *there) {
      found_->head = std::move(next);
      return {};
    }
    if (!there || !moved) {
      found_.reset();
      return std::unexpected(there ? written.error() : there.error());
    }
  }
  found_.reset();
  return fail(Errc::unreachable, "E0664", place_.text() + " is changed by others all the time",
              "kubectl get secret --show-managed-fields shows by whom");
}

Status ClusterStore::read_by(const std::function<Status(const Head&)>& body) {
  if (lease_ != nullptr) {
    TRIMTAB_CHECK(load());
    const Status answer = body(found_->head);
    return is_gone(answer) ? damaged(place_, answer.error().message()) : answer;
  }
  if (!found_) {
    TRIMTAB_TRY(found_, find_head(place_));
  }
  Status answer = body(found_->head);
  for (int attempt = 1; attempt < tries && is_gone(answer); ++attempt) {
    const std::string before = found_->version;
    TRIMTAB_TRY(found_, find_head(place_));
    if (found_->version == before) return damaged(place_, answer.error().message());
    answer = body(found_->head);
  }
  return answer;
}

Status ClusterStore::write_by(const std::function<Status(Head&)>& body) {
  if (lease_ == nullptr) return broken("a store opened for reading is asked to write");
  TRIMTAB_CHECK(load());
  Head next = ours(found_->head);
  const Status answer = body(next);
  if (is_gone(answer)) return damaged(place_, answer.error().message());
  if (!answer) return answer;
  return commit(std::move(next));
}

template <class Body>
auto ClusterStore::reading(Body body) {
  using Answer = std::invoke_result_t<Body, const Head&>;
  return guarded(place_, [&]() -> Answer {
    std::optional<Answer> answer;
    TRIMTAB_CHECK(read_by([&](const Head& head) { return kept(body(head), answer); }));
    return *std::move(answer);
  });
}

template <class Body>
auto ClusterStore::writing(Body body) {
  using Answer = std::invoke_result_t<Body, Head&>;
  return guarded(place_, [&]() -> Answer {
    std::optional<Answer> answer;
    TRIMTAB_CHECK(write_by([&](Head& next) { return kept(body(next), answer); }));
    return *std::move(answer);
  });
}

Result<Inventory> ClusterStore::inventory_of(const Head& head) {
  const bool known = inventory_ && inventory_->texts == head.inventory && inventory_->identities == head.identities;
  if (known) return inventory_->inventory;
  TRIMTAB_TRY(Inventory inventory, read_inventory(head, shelf_));
  // A copy of many objects is worth something only to whom writes, or compares with the last revision.
  if (lease_ != nullptr || !is_last_revision(head))
    inventory_ = KnownInventory{head.inventory, head.identities, inventory};
  return inventory;
}

Result<RunJournal> ClusterStore::journal_of(const Head& head, std::uint64_t run) {
  RunJournal journal;
  const HeadRun* found = head.run(run);
  if (found == nullptr) return journal;
  TRIMTAB_TRY(const auto texts, shelf_.get(found->journal));
  for (const std::string& text : texts) replay(text, run, journal);
  if (found == head.open_run()) replay(head.records, run, journal);
  return journal;
}

Result<RunJournal*> ClusterStore::open_journal(const Head& head, std::uint64_t run) {
  TRIMTAB_CHECK(check_open(head, run));
  if (!journal_) {
    TRIMTAB_TRY(journal_, journal_of(head, run));
  }
  return &*journal_;
}

Result<Record> ClusterStore::read() {
  return reading([this](const Head& head) -> Result<Record> {
    Record record;
    record.uid = head.uid;
    record.slots = head.slots;
    record.chosen = head.chosen;
    TRIMTAB_TRY(record.objects, inventory_of(head));
    if (const HeadRun* open = head.open_run()) {
      record.open_run = open->summary.run;
      TRIMTAB_TRY(const RunJournal journal, journal_of(head, *record.open_run));
      take_over(journal.changed, record.objects);
    }
    if (head.revisions.empty()) return record;
    TRIMTAB_TRY(Revision last, read_revision(head.revisions.back(), shelf_));
    record.revision = last.number;
    record.facts = std::move(last.facts);
    record.spec = std::move(last.spec);
    record.terms = std::move(last.terms);
    record.plugins = std::move(last.plugins);
    return record;
  });
}

Result<std::map<Id, std::optional<Object>>> ClusterStore::since_revision() {
  return reading([this](const Head& head) -> Result<std::map<Id, std::optional<Object>>> {
    std::map<Id, std::optional<Object>> since;
    if (is_last_revision(head)) return since;
    TRIMTAB_TRY(Inventory inventory, inventory_of(head));
    if (const HeadRun* open = head.open_run()) {
      TRIMTAB_TRY(const RunJournal journal, journal_of(head, open->summary.run));
      take_over(journal.changed, inventory);
    }
    for (const auto& [id, recorded] : inventory) since.emplace(id, std::nullopt);
    if (head.revisions.empty()) return since;
    TRIMTAB_TRY(std::vector<Object> objects, read_objects(head.revisions.back(), shelf_));
    for (Object& object : objects) {
      const auto found = inventory.find(object.id);
      const Id id = object.id;
      if (found != inventory.end() && found->second.is(object)) {
        since.erase(id);
      } else {
        since[id] = std::move(object);
      }
    }
    return since;
  });
}

Result<std::vector<RunSummary>> ClusterStore::runs(std::size_t newest) {
  return reading([newest](const Head& head) -> Result<std::vector<RunSummary>> {
    std::vector<RunSummary> runs;
    for (auto run = head.runs.rbegin(); run != head.runs.rend() && runs.size() < newest; ++run) {
      runs.push_back(run->summary);
    }
    return runs;
  });
}

Result<std::vector<Operation>> ClusterStore::operations(std::uint64_t run) {
  return reading([this, run](const Head& head) -> Result<std::vector<Operation>> {
    TRIMTAB_TRY(const RunJournal journal, journal_of(head, run));
    std::vector<Operation> operations;
    for (const auto& [seq, operation] : journal.operations) operations.push_back(operation);
    return operations;
  });
}

Result<std::vector<Revision>> ClusterStore::revisions() {
  return reading([](const Head& head) -> Result<std::vector<Revision>> {
    std::vector<Revision> revisions;
    for (const auto& kept : std::views::reverse(head.revisions)) revisions.push_back(headline_of(kept));
    return revisions;
  });
}

Result<Revision> ClusterStore::revision(std::uint64_t number) {
  return reading([this, number](const Head& head) -> Result<Revision> {
    const HeadRevision* kept = head.revision(number);
    if (kept == nullptr) {
      return fail(Errc::invalid, "E0661", fmt::format("there is no revision {}", number), "trimtab history");
    }
    TRIMTAB_TRY(Revision revision, read_revision(*kept, shelf_));
    TRIMTAB_TRY(revision.objects, read_objects(*kept, shelf_));
    return revision;
  });
}

Result<std::vector<Rejection>> ClusterStore::rejections() {
  return reading([](const Head& head) -> Result<std::vector<Rejection>> {
    std::vector<Rejection> rejections;
    for (const auto& [digest, rejection] : head.rejections) rejections.push_back(rejection);
    return rejections;
  });
}

Result<std::uint64_t> ClusterStore::begin(const RunStart& start) {
  if (lease_ == nullptr) return broken("a store opened for reading is asked to write");
  TRIMTAB_CHECK(lease_->take());
  TRIMTAB_CHECK(lease_->check());
  epoch_ = std::max(epoch_, lease_->epoch());
  const WallTime now = clock_.wall();
  const auto run = writing([&](Head& next) -> Result<std::uint64_t> {
    if (!next.uid.empty() && next.uid != start.uid) {
      return fail(Errc::stale, "E0660",
                  fmt::format("the plan was made for the stack with uid {}, this one has {}", start.uid, next.uid),
                  "trimtab plan");
    }
    if (const HeadRun* open = next.open_run()) {
      TRIMTAB_TRY(const RunJournal* journal, open_journal(next, open->summary.run));
      TRIMTAB_CHECK(check_settled(*journal, open->summary.run));
      TRIMTAB_CHECK(close(next, RunResult::interrupted, "did not end", nullptr));
    }
    next.uid = start.uid;
    for (const auto& [key, number] : start.slots) next.slots[key] = number;
    for (const auto& [component, value] : start.chosen.items()) next.chosen[component] = value;
    next.runs.push_back(new_run(next, start, now));
    return next.runs.back().summary.run;
  });
  if (!run) return run;
  journal_ = RunJournal();
  lease_->note_run(*run);
  return run;
}

/// Records lie in the head until they are many; then they are a text of their own.
Status ClusterStore::append(Head& head, const std::string& records) {
  head.records += records;
  if (head.records.size() <= records_in_the_head) return {};
  TRIMTAB_TRY(const Stored stored, shelf_.put(head.records, epoch_, {}));
  head.runs.back().journal.push_back(stored);
  head.records.clear();
  return {};
}

Status ClusterStore::may_act() { return lease_ == nullptr ? Status() : lease_->check(); }

Status ClusterStore::intend(std::span<const Operation> operations) {
  TRIMTAB_CHECK(may_act());
  if (operations.empty()) return {};
  const std::uint64_t run = operations.front().run;
  std::vector<Operation> ours(operations.begin(), operations.end());
  for (Operation& operation : ours) operation.epoch = epoch_;
  TRIMTAB_CHECK(writing([&](Head& next) -> Status {
    TRIMTAB_TRY(const RunJournal* journal, open_journal(next, run));
    TRIMTAB_CHECK(check(operations, *journal));
    std::string records;
    for (const Operation& operation : ours) records += record_of(operation);
    return append(next, records);
  }));
  for (const Operation& operation : ours) replay(operation, *journal_);
  // The commit took its time too, and effects come next.
  return may_act();
}

Status ClusterStore::settle(std::uint64_t run, std::span<const Settlement> settlements) {
  TRIMTAB_CHECK(writing([&](Head& next) -> Status {
    TRIMTAB_TRY(const RunJournal* journal, open_journal(next, run));
    TRIMTAB_CHECK(check(settlements, *journal));
    std::string records;
    for (const Settlement& one : settlements) records += record_of(one, journal->operations.at(one.seq));
    return append(next, records);
  }));
  for (const Settlement& settlement : settlements) replay(settlement, run, *journal_);
  return {};
}

/// The run's journal, the inventory as it is after it and the revision it made: all on the shelf and named by `head`.
Status ClusterStore::close(Head& head, RunResult result, const std::string& text, const Revision* revision) {
  const std::set<Stored> there = head.stored();
  TRIMTAB_TRY(Inventory inventory, inventory_of(head));
  take_over(journal_->changed, inventory);
  if (revision != nullptr) {
    adopt_descriptions(revision->objects, inventory);
    TRIMTAB_CHECK(store_revision(*revision, shelf_, there, head));
    head.slots = revision->slots;
    head.chosen = revision->chosen;
  }
  // What the revision put there just now is there.
  TRIMTAB_CHECK(store_inventory(inventory, shelf_, head.stored(), head));
  HeadRun& run = head.runs.back();
  if (!head.records.empty()) {
    TRIMTAB_TRY(const Stored stored, shelf_.put(head.records, epoch_, {}));
    run.journal.push_back(stored);
    head.records.clear();
  }
  run.summary.result = result;
  run.summary.text = text;
  run.summary.ended = clock_.wall();
  run.summary.revision = revision == nullptr ? 0 : revision->number;
  while (head.runs.size() > kept_runs) head.runs.erase(head.runs.begin());
  inventory_ = KnownInventory{head.inventory, head.identities, std::move(inventory)};
  return {};
}

Result<std::uint64_t> ClusterStore::end(std::uint64_t run, RunResult result, const std::string& text,
                                        const std::optional<Revision>& revision) {
  const WallTime now = clock_.wall();
  auto number = writing([&](Head& next) -> Result<std::uint64_t> {
    TRIMTAB_TRY(const RunJournal* journal, open_journal(next, run));
    TRIMTAB_CHECK(check_settled(*journal, run));
    std::optional<Revision> made = revision;
    if (made) {
      made->number = next.last_revision() + 1;
      made->run = run;
      made->at = now;
    } else if (result == RunResult::rolled_back && !next.revisions.empty()) {
      TRIMTAB_TRY(Revision last, read_revision(next.revisions.back(), shelf_));
      next.chosen = std::move(last.chosen);
    }
    TRIMTAB_CHECK(close(next, result, text, made ? &*made : nullptr));
    return made ? made->number : 0;
  });
  tidy_up();
  keep_for_the_next_reader();
  return number;
}

/// After the end of a run, whether it was written or not.
void ClusterStore::tidy_up() {
  journal_.reset();
  if (!found_) return;
  [[maybe_unused]] const Status tidy = collect(place_, found_->head, epoch_);
}

void ClusterStore::keep_for_the_next_reader() {
  if (!kept_) return;
  kept_->narrow_to(found_ ? read_at_first(found_->head) : StoredList());
}

Status ClusterStore::reject(const Rejection& rejection) {
  return writing([&](Head& next) -> Status {
    next.rejections[rejection.digest] = rejection;
    return {};
  });
}

Status ClusterStore::lift_rejections() {
  TRIMTAB_CHECK(lease_ == nullptr ? Status() : load());
  if (found_ && found_->head.rejections.empty()) return {};
  return writing([](Head& next) -> Status {
    next.rejections.clear();
    return {};
  });
}

}  // namespace trimtab
