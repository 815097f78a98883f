#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/health.h"
#include "core/model/plan.h"
#include "core/support/clock.h"
#include "core/support/error.h"

namespace trimtab {

enum class EventKind {
  run_started,     ///< number, total
  change_started,  ///< id, action, step
  change_waiting,  ///< not there yet: text says what holds it up, and is empty when nothing does any longer
  change_said,     ///< id, text: a line that what the change runs has written
  change_done,     ///< id, elapsed, text
  change_failed,   ///< id, elapsed, diagnostic
  change_skipped,  ///< id, text names what it needed
  change_held,     ///< not started: text names what it waits for
  undo_started,    ///< of the run: text
  change_undone,   ///< id, elapsed, text
  change_kept,     ///< id, text says why
  undo_failed,     ///< id, diagnostic
  run_ended,       ///< outcome text
  note,            ///< text for -v
};

/// Progress as typed data; terminal, plain and JSON lines are three readers of it.
struct Event {
  EventKind kind = EventKind::note;
  std::uint64_t run = 0;
  Id id;
  Action action = Action::none;
  Step step = Step::act;
  Duration elapsed{0};
  std::string text;
  std::optional<Diagnostic> diagnostic;
  std::uint32_t done = 0;   ///< changes settled so far
  std::uint32_t total = 0;  ///< changes in the run
};

/// Called from several threads; implementations serialise for themselves and return quickly.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void emit(const Event& event) = 0;
};

[[nodiscard]] std::string to_text(EventKind kind);

}  // namespace trimtab
