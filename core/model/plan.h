#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/health.h"
#include "core/model/id.h"
#include "core/model/object.h"
#include "core/model/terms.h"
#include "core/model/value.h"
#include "core/support/error.h"

namespace trimtab {

enum class Action { none, create, update, replace, remove, run, adopt };

/// A workload's change is split around a task that needs it down: `down` stops it, `up` starts what is desired.
enum class Step { down, act, up };

enum class Undo { restorable, compensable, kept, irreversible };

enum class ReasonKind { spec, fallback, plugin, engine, fact, secret, dependency, drift, unhealthy, removed, adopt };

struct Reason {
  ReasonKind kind = ReasonKind::spec;
  std::string text;  ///< "changed from 3.2.2", "port 3306 is held by its own server"
  std::optional<Position> at;
};

/// One attribute that differs. A sensitive one shows versions, never values.
struct Difference {
  std::string path;  ///< JSON pointer into the object's desired state
  Value from;        ///< null: was not there
  Value to;          ///< null: will not be there
  bool sensitive = false;

  bool operator==(const Difference&) const = default;
};

/// One thing to do. `id` and `step` together are unique in a plan, joins aside.
/// An action `none` is a join: no effect, no object and no journal entry; it is done as soon as all it needs is, and
/// keeps a fan of n changes that wait for m others at n + m needs.
struct Change {
  Id id;
  Action action = Action::none;
  Step step = Step::act;
  Undo undo = Undo::restorable;
  std::vector<Reason> reasons;
  std::vector<Difference> differences;
  /// Indices into Plan::changes that must be done and healthy before this one starts; always smaller than the own
  /// index.
  std::vector<std::uint32_t> needs;
  /// With action `run` in a rollback: the recorded, newer task (`Plan::before`) is taken back by Driver::undo in its
  /// own environment instead of running the older one. The inventory then holds the desired object, or nothing.
  bool undoing = false;
};

/// What will be done, as a value: it can be shown, saved, compared and applied; it needs no plugin to be applied.
struct Plan {
  int version = 1;
  std::string stack;
  std::string uid;                  ///< made with the plan when the stack has none yet
  std::uint64_t base_revision = 0;  ///< of the record it was made against
  std::string spec_digest;
  std::string target;  ///< "local"
  Value target_settings = Value::object();
  Value facts = Value::object();
  Value chosen = Value::object();
  Value spec = Value::object();  ///< the resolved spec per component, for the revision and later reasons
  std::map<std::string, std::int64_t> slots;
  std::map<std::string, std::string> plugins;  ///< plugin → version
  /// Every desired object of the stack, in an order in which all that one needs stands before it.
  std::vector<Object> objects;
  /// What the inventory held of objects that change or go: the pre-image. Keyed by id.
  std::map<Id, Object> before;
  /// What an undo returns to, where that is not `before`: the last revision's object after earlier runs that did not
  /// reach one; nothing where the revision had none.
  std::map<Id, std::optional<Object>> restore;
  /// Of a plan that is kept: fingerprint per observed object that it relies on; a difference at apply makes it stale.
  std::map<Id, std::string> fingerprints;
  std::vector<Change> changes;          ///< in an order in which needs stand before
  std::vector<Diagnostic> diagnostics;  ///< warnings and notes
  Terms terms;

  [[nodiscard]] bool empty() const;                      ///< nothing but `none`
  [[nodiscard]] const Object* find(const Id& id) const;  ///< the desired object; linear
};

[[nodiscard]] std::string to_text(Action action);
[[nodiscard]] std::string to_text(Step step);
[[nodiscard]] std::string to_text(Undo undo);
[[nodiscard]] std::string to_text(ReasonKind kind);
[[nodiscard]] std::optional<Action> action_from(std::string_view text);
[[nodiscard]] std::optional<Step> step_from(std::string_view text);
[[nodiscard]] std::optional<Undo> undo_from(std::string_view text);
[[nodiscard]] std::optional<ReasonKind> reason_kind_from(std::string_view text);

[[nodiscard]] Value to_value(const Diagnostic& diagnostic);
[[nodiscard]] Diagnostic diagnostic_from(const Value& value);  ///< throws nlohmann's errors on a wrong shape

/// The versioned form of DESIGN §6: what `plan --out` writes and `plan --output json` prints.
[[nodiscard]] Value to_value(const Plan& plan);
[[nodiscard]] Result<Plan> plan_from(const Value& value);

}  // namespace trimtab
