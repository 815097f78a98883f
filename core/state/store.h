#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/plan.h"
#include "core/model/record.h"
#include "core/model/report.h"
#include "core/support/clock.h"
#include "core/support/error.h"

namespace trimtab {

enum class OperationStatus { intended, done, failed, undone, undo_failed };

/// One effect in the journal: durable before the effect starts (DESIGN §6).
struct Operation {
  std::uint64_t run = 0;
  std::uint32_t seq = 0;  ///< from 1, unique in the run
  Id id;
  Action action = Action::none;
  Step step = Step::act;
  bool undoing = false;  ///< an effect of the undo, not of the plan
  Undo undo = Undo::restorable;
  std::optional<Object> desired;
  std::optional<Object> before;
  OperationStatus status = OperationStatus::intended;
  std::string native;
  std::string text;
  std::uint64_t epoch = 0;  ///< of the writer, given by the store
};

/// What one settled operation means for the inventory, in the same commit as its outcome. An operation may be settled
/// again (done, later undone); an empty `native` or `text` then leaves what the journal has.
struct Settlement {
  std::uint32_t seq = 0;
  OperationStatus status = OperationStatus::done;
  std::string native;
  std::string text;
  enum class Inventory { leave, put, drop } inventory = Inventory::leave;
  std::optional<Object> object;  ///< for put
};

struct RunStart {
  std::string uid;  ///< of the stack; stored at the first run, another one later is refused
  std::string stack;
  std::string command;  ///< "apply", "rollback", "destroy"
  std::uint64_t base_revision = 0;
  std::string spec_digest;
  std::uint32_t changes = 0;
  Value target = Value::object();
  std::map<std::string, std::int64_t> slots;  ///< durable with the run, so before the first effect; added to the kept
  Value chosen = Value::object();             ///< per component; replaces what is kept for these components
};

/// A state that was applied and became healthy. Its slots and chosen defaults replace the kept ones.
struct Revision {
  std::uint64_t number = 0;  ///< given by the store, like `run` and `at`
  std::uint64_t run = 0;
  WallTime at{};
  std::string spec_digest;
  Value spec = Value::object();
  Value facts = Value::object();
  Value chosen = Value::object();
  std::map<std::string, std::string> plugins;
  std::map<std::string, std::int64_t> slots;
  Terms terms;
  std::vector<Object> objects;
};

struct RunSummary {
  std::uint64_t run = 0;
  std::string command;
  WallTime started{};
  std::optional<WallTime> ended;
  std::optional<RunResult> result;  ///< absent: open
  std::uint64_t revision = 0;       ///< the one it made, 0 for none
  std::uint32_t changes = 0;
  std::string text;
};

/// How an island's desired digest fared, for the rule "rejected after three tries" (DESIGN §6).
struct Rejection {
  std::string digest;
  std::uint32_t tries = 0;
  WallTime last{};
  std::string reason;
};

/// The memory of one stack. Reading needs no lock and works during an apply. Writing needs the stack's lock, which the
/// caller holds for the life of the writing store; every write is one durable commit. One thread at a time.
/// Errors: unreachable (disk, permissions, damaged file), locked (another writer took over), invalid (a newer schema),
/// refused (a link or foreign file in the store's place), internal (a caller that broke this contract; nothing
/// written).
class Store {
 public:
  virtual ~Store() = default;

  [[nodiscard]] virtual Result<Record> read() = 0;
  /// Objects whose digest in the inventory is not the last revision's, or that only one of the two has: the revision's
  /// object, or nothing where it had none.
  [[nodiscard]] virtual Result<std::map<Id, std::optional<Object>>> since_revision() = 0;
  [[nodiscard]] virtual Result<std::vector<RunSummary>> runs(std::size_t newest) = 0;
  [[nodiscard]] virtual Result<std::vector<Operation>> operations(std::uint64_t run) = 0;
  /// Newest first: number, run, time and digest of the spec at least. `revision` has everything.
  [[nodiscard]] virtual Result<std::vector<Revision>> revisions() = 0;
  [[nodiscard]] virtual Result<Revision> revision(std::uint64_t number) = 0;
  [[nodiscard]] virtual Result<std::vector<Rejection>> rejections() = 0;

  /// Opens a run and returns its number. An open earlier run is ended as interrupted first: settle its intents before,
  /// because an intent without outcome is an object that may exist; it is refused (internal) while there is one.
  [[nodiscard]] virtual Result<std::uint64_t> begin(const RunStart& start) = 0;
  /// All of them durable in one commit. Their run must be open.
  [[nodiscard]] virtual Status intend(std::span<const Operation> operations) = 0;
  [[nodiscard]] virtual Status settle(std::uint64_t run, std::span<const Settlement> settlements) = 0;
  /// Ends the run and returns the revision it made, 0 for none; every intent must be settled. With a revision, records
  /// it in the same commit and drops the oldest beyond the ten kept; the inventory takes over what is not part of the
  /// digest (needs, summary, protect, …) from the revision's objects. A run that was rolled back returns to the chosen
  /// defaults of the last revision.
  [[nodiscard]] virtual Result<std::uint64_t> end(std::uint64_t run, RunResult result, const std::string& text,
                                                  const std::optional<Revision>& revision) = 0;
  /// Whether an effect that was intended may still be started: Errc::locked when this writer's hold on the stack is not
  /// certain any more. Cheap; asked before each one.
  [[nodiscard]] virtual Status may_act() { return {}; }
  [[nodiscard]] virtual Status reject(const Rejection& rejection) = 0;
  [[nodiscard]] virtual Status lift_rejections() = 0;
};

[[nodiscard]] std::string to_text(OperationStatus status);
[[nodiscard]] std::optional<OperationStatus> operation_status_from(std::string_view text);

/// How many revisions, and how many runs with their journals, a store keeps.
inline constexpr std::size_t kept_revisions = 10;
inline constexpr std::size_t kept_runs = 100;

}  // namespace trimtab
