#include "core/model/event.h"

#include "core/model/words.h"

namespace trimtab {
namespace {
constexpr Words<EventKind, 14> kinds{{"run_started", "change_started", "change_waiting", "change_said", "change_done",
                                      "change_failed", "change_skipped", "change_held", "undo_started", "change_undone",
                                      "change_kept", "undo_failed", "run_ended", "note"}};
}

std::string to_text(EventKind kind) { return kinds.text(kind); }

}  // namespace trimtab
