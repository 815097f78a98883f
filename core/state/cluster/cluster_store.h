#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/state/cluster/head_object.h"
#include "core/state/cluster/inventory.h"
#include "core/state/cluster/lease.h"
#include "core/state/cluster/records.h"
#include "core/state/cluster/shelf.h"
#include "core/state/store.h"
#include "core/support/clock.h"

namespace trimtab {

/// A store in Secrets of the stack's own namespace: one head, and texts that it names (head.h). A write is one
/// replacement of the head, for which it must be what this writer wrote last; what it names was put there before.
class ClusterStore final : public Store {
 public:
  /// Reads whatever is there when it is first asked, without a lock, also while an apply writes. What is not there, or
  /// has no namespace, reads as a stack that was never applied. Without `kept`, every text is asked for.
  [[nodiscard]] static std::unique_ptr<ClusterStore> open_for_reading(ClusterPlace place, const Clock& clock,
                                                                      std::unique_ptr<KeptTexts> kept = nullptr);
  /// From here on no earlier writer writes any more, and what they left behind is removed. The lease must outlive the
  /// store; it is taken with the first run where it could not be before. With `kept`, one for a writer, the next reader
  /// on this machine finds there what the last run left.
  [[nodiscard]] static Result<std::unique_ptr<ClusterStore>> open_for_writing(
      ClusterPlace place, Lease& lease, const Clock& clock, std::unique_ptr<KeptTexts> kept = nullptr);

  [[nodiscard]] Result<Record> read() override;
  [[nodiscard]] Result<std::map<Id, std::optional<Object>>> since_revision() override;
  [[nodiscard]] Result<std::vector<RunSummary>> runs(std::size_t newest) override;
  [[nodiscard]] Result<std::vector<Operation>> operations(std::uint64_t run) override;
  [[nodiscard]] Result<std::vector<Revision>> revisions() override;
  [[nodiscard]] Result<Revision> revision(std::uint64_t number) override;
  [[nodiscard]] Result<std::vector<Rejection>> rejections() override;

  [[nodiscard]] Result<std::uint64_t> begin(const RunStart& start) override;
  [[nodiscard]] Status intend(std::span<const Operation> operations) override;
  [[nodiscard]] Status settle(std::uint64_t run, std::span<const Settlement> settlements) override;
  [[nodiscard]] Result<std::uint64_t> end(std::uint64_t run, RunResult result, const std::string& text,
                                          const std::optional<Revision>& revision) override;
  [[nodiscard]] Status reject(const Rejection& rejection) override;
  [[nodiscard]] Status lift_rejections() override;
  [[nodiscard]] Status may_act() override;

 private:
  struct KnownInventory {
    StoredList texts;
    std::optional<Stored> identities;
    Inventory inventory;
  };

  ClusterStore(ClusterPlace place, Lease* lease, const Clock& clock, std::unique_ptr<KeptTexts> kept);

  /// Calls `body` with the head of now; a reader's stays that of its first answer, so that all it says is of one
  /// moment, until what that head names is gone.
  Status read_by(const std::function<Status(const Head&)>& body);
  /// Calls `body` with a copy of the head to change, and commits that. What was found out on the way stays, whatever
  /// becomes of it.
  Status write_by(const std::function<Status(Head&)>& body);
  /// The same for a body with a value; memory that cannot be understood is an error, not an exception.
  template <class Body>
  auto reading(Body body);
  template <class Body>
  auto writing(Body body);
  Status load();
  Status claim();
  Status commit(Head next);
  [[nodiscard]] Result<bool> landed(const Head& next);
  [[nodiscard]] Head ours(Head head) const;
  [[nodiscard]] bool is_ours(const Head& head) const;

  Result<Inventory> inventory_of(const Head& head);
  Result<RunJournal> journal_of(const Head& head, std::uint64_t run);
  Result<RunJournal*> open_journal(const Head& head, std::uint64_t run);
  Status append(Head& head, const std::string& records);
  Status close(Head& head, RunResult result, const std::string& text, const Revision* revision);
  void tidy_up();
  void keep_for_the_next_reader();

  ClusterPlace place_;
  Lease* lease_;  ///< null for a reader
  const Clock& clock_;
  std::unique_ptr<KeptTexts> kept_;  ///< may be null
  Shelf shelf_;
  std::uint64_t epoch_ = 0;            ///< of this writer
  std::optional<FoundHead> found_;     ///< a writer's; nothing while it is not certain what is there
  std::optional<RunJournal> journal_;  ///< of the open run
  /// What was read or written last, where it will be asked for again; good for every head that names the same texts,
  /// which never change.
  std::optional<KnownInventory> inventory_;
};

}  // namespace trimtab
