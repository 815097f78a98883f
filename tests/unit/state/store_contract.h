#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/state/lock.h"
#include "core/state/sqlite/sqlite_store.h"
#include "core/state/store.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_store.h"
#include "tests/support/temporary_directory.h"

/// What every store must do is written once, as TEMPLATE_TEST_CASEs over the homes a store can have.
/// A home has: `clock`; `store()`, the writer; `reopen()`, which ends the writer and opens the next one.
/// The same files are built a second time for the home that needs an API server.
#ifdef TRIMTAB_CLUSTER_HOME
#include "tests/e2e/kube/state/cluster_home.h"
#define TRIMTAB_STORE_HOMES trimtab::test::ClusterHome
#else
#define TRIMTAB_STORE_HOMES trimtab::test::SqliteHome, trimtab::test::MemoryHome
#endif

namespace trimtab::test {

/// The value, or a failed test that shows the error.
template <class T>
T value(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}
void ok(const Status& status);

class SqliteHome {
 public:
  SqliteHome();
  [[nodiscard]] Store& store() { return *store_; }
  void reopen();
  [[nodiscard]] std::unique_ptr<SqliteStore> reader() const;
  [[nodiscard]] Path file() const { return directory_ / "private/state.db"; }
  [[nodiscard]] Lock& lock() { return *lock_; }
  void close();

  ManualClock clock;

 private:
  TemporaryDirectory directory_;
  std::optional<Lock> lock_;
  std::unique_ptr<SqliteStore> store_;
};

class MemoryHome {
 public:
  [[nodiscard]] Store& store() { return *store_; }
  void reopen() { store_ = store_->reopened(); }

  ManualClock clock;

 private:
  std::unique_ptr<MemoryStore> store_ = std::make_unique<MemoryStore>(clock);
};

[[nodiscard]] LockHolder holder(const std::string& command = "apply");

/// An object "db/config/NAME" whose desired state is {"text": text}.
[[nodiscard]] Object config(const std::string& name, const std::string& text);
[[nodiscard]] RunStart start(const std::string& command = "apply");
/// The intent to create `object`.
[[nodiscard]] Operation intent(std::uint64_t run, std::uint32_t seq, const Object& object);
/// Its success, with the object in the inventory.
[[nodiscard]] Settlement made(std::uint32_t seq, const Object& object);
[[nodiscard]] Settlement gone(std::uint32_t seq);
[[nodiscard]] Settlement failed(std::uint32_t seq, const std::string& text);
[[nodiscard]] Revision revision_of(std::vector<Object> objects);
/// A whole run that makes these objects and a revision of them; gives the revision's number.
std::uint64_t applied(Store& store, const std::vector<Object>& objects);
/// What the next engine does with open intents: looks at the target, here always finding nothing. Gives the open run.
std::optional<std::uint64_t> settle_open_intents(Store& store);

/// "a=1 b=2": names and texts of the objects.
[[nodiscard]] std::string text(const std::map<Id, Recorded>& objects);
[[nodiscard]] std::string text(const std::vector<Object>& objects);
/// "a=1 b=-": what since_revision says.
[[nodiscard]] std::string text(const std::map<Id, std::optional<Object>>& objects);
/// "1 create a intended, 2 …".
[[nodiscard]] std::string text(const std::vector<Operation>& operations);

}  // namespace trimtab::test
