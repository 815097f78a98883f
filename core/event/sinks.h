#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "core/model/event.h"
#include "core/model/plan.h"
#include "core/support/clock.h"
#include "core/support/style.h"

namespace trimtab {

/// Takes whole lines (or, for a terminal, whole redraws) and writes them out at once.
using Write = std::function<void(std::string_view)>;

struct TerminalSize {
  std::size_t width = 80;
  std::size_t height = 24;
};

/// One line per event that stands for good; no cursor movement. For logs and pipes.
[[nodiscard]] std::unique_ptr<Sink> make_plain_sink(Write write, Clock& clock, const Plan* plan);

/// One JSON object per line and event: {"v":1,"event":"change_done",…}. The stable interface for programs.
[[nodiscard]] std::unique_ptr<Sink> make_json_sink(Write write, Clock& clock);

/// Lines that stand, and below a rule the live part, redrawn ten times a second by a thread of its own until destroyed.
[[nodiscard]] std::unique_ptr<Sink> make_terminal_sink(Write write, Clock& clock, const Plan* plan, Style style,
                                                       std::function<TerminalSize()> size);

}  // namespace trimtab
