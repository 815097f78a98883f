#pragma once

#include <string>
#include <string_view>

#include "core/support/error.h"
#include "core/support/style.h"

namespace trimtab {

/// A diagnostic as people read it (DESIGN §6, "Messages"): headline, place with caret, why, consequence, next. Every
/// text that came from outside is made printable here, at the one place where diagnostics become bytes for a terminal.
/// `consequence` is "nothing was changed", "run 17 can be resumed" or empty.
[[nodiscard]] std::string to_text(const Diagnostic& diagnostic, const Style& style, std::string_view consequence = {});

/// All diagnostics of an error, a blank line between them; the consequence stands in the last one.
[[nodiscard]] std::string to_text(const Error& error, const Style& style, std::string_view consequence = {});

}  // namespace trimtab
