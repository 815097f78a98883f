#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/state/lock.h"
#include "core/state/store.h"
#include "core/support/clock.h"
#include "core/support/disk.h"

namespace trimtab {

class Database;

/// A store in one SQLite file. Nothing else opens the file, and a process has one store for it.
class SqliteStore final : public Store {
 public:
  /// Reads whatever is there, without a lock, also while an apply writes. A file that does not exist reads as a
  /// stack that was never applied; it is looked for again at every call.
  [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open_for_reading(const Path& file, const Clock& clock);
  /// Makes the file and its directory when they are missing, brings an older schema up to date and, when the last
  /// writer did not end its run, checks the file's structure. The lock must outlive the store.
  [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open_for_writing(const Path& file, Lock& lock,
                                                                             const Clock& clock);
  ~SqliteStore() override;

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

 private:
  SqliteStore(Path file, Lock* lock, const Clock& clock);

  /// Runs `body` in a transaction that it cannot change, or gives an empty answer when there is no store yet.
  template <class Body>
  auto reading(Body body);
  /// Runs `body` in a transaction, under this writer's epoch, and commits.
  template <class Body>
  auto writing(Body body);
  [[nodiscard]] std::uint64_t claimed_epoch();
  /// Null when there is nothing to read yet.
  Database* opened();

  Path file_;
  Lock* lock_;  ///< null for a reader
  const Clock& clock_;
  std::unique_ptr<Database> database_;
  /// Of this writer, from its first write on. Another value in the file means that another writer came later.
  std::uint64_t epoch_ = 0;
};

}  // namespace trimtab
