#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/model/health.h"
#include "core/model/object.h"
#include "core/model/plan.h"
#include "core/model/record.h"
#include "core/support/cancel.h"
#include "core/support/clock.h"
#include "core/support/error.h"

namespace trimtab {

/// What to look at: the object as it is wanted and as the inventory has it; one of the two may be absent.
struct Question {
  const Object* desired = nullptr;
  const Recorded* recorded = nullptr;
};

/// An object as it is now.
struct Observed {
  /// It is there, whole. Of an object that is not desired: anything of it is, so that a removal that was cut off is not
  /// taken for done.
  bool exists = false;
  /// False when something stands there that we did not make; `owner` then says whose it is. Never touched, never
  /// killed.
  bool ours = true;
  std::string owner;
  /// Where the world differs from what was recorded (from: recorded, to: actual). Owned fields only. Of something that
  /// is not ours: from what is wanted, which is what taking it over would change.
  std::vector<Difference> drift;
  /// Why it cannot become what is desired in place and must be made anew: "spec.selector cannot be changed". Empty when
  /// it can.
  std::string replace;
  Health health;
  std::string native;  ///< identity in the target, empty when there is none
  /// For a task: the run with the desired digest is known to have succeeded.
  bool done = false;
};

/// One effect to have on the target. All pointers are borrowed for the call.
struct Effect {
  Action action = Action::none;
  Step step = Step::act;
  const Object* desired = nullptr;  ///< absent for remove and for down of what goes
  const Object* before = nullptr;   ///< absent for create
  std::string native;               ///< as recorded
  std::string operation;            ///< "RUN.SEQ", unique for ever; written on the target where it can carry it
  bool undoing = false;             ///< a task run by `back`: see Driver::undo
  SteadyTime deadline{};
  const Cancel* cancel = nullptr;
  /// For who watches: a line that what the effect runs has written; what holds it up, or nothing when nothing does any
  /// longer. Either may be unset. Called by the driver's thread until its call returns.
  std::function<void(std::string)> say;
  std::function<void(std::string)> wait;
};

struct Effected {
  std::string native;
  std::string text;  ///< a few words for the progress line: "155 packages"; may be empty
};

/// The one impure interface: touches objects of its types. Every call may come from several threads at once, never
/// twice for one object. Errors: Errc::unreachable when the target cannot be asked, Errc::failed when it said no.
class Driver {
 public:
  virtual ~Driver() = default;

  /// One answer per question, in order. Changes nothing. One call looks at many: cost per kind, not per object.
  [[nodiscard]] virtual Result<std::vector<Observed>> observe(std::span<const Question> questions) = 0;
  /// Makes the object as desired. Twice in a row, the second does nothing. Returns when the effect is done, not when it
  /// is healthy; a task returns when its command has ended.
  [[nodiscard]] virtual Result<Effected> apply(const Effect& effect) = 0;
  /// Removes the object; success only when it is gone.
  [[nodiscard]] virtual Status remove(const Effect& effect) = 0;
  /// Asked again and again until healthy or the deadline; must be cheap and must not wait longer than about 5 s.
  [[nodiscard]] virtual Result<Health> health(const Object& object) = 0;
  /// Takes back what `apply` of a task did, in the environment of `effect.desired`; other objects are restored by apply
  /// of their earlier state and never come here.
  [[nodiscard]] virtual Result<Effected> undo(const Effect& effect) = 0;
  /// The last lines the object wrote, for a failure report. Empty when it writes none.
  [[nodiscard]] virtual std::vector<std::string> last_words(const Object& object, std::size_t lines) = 0;
};

}  // namespace trimtab
