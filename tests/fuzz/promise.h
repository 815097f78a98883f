#pragma once

#include <string_view>

#include "core/support/error.h"

namespace trimtab::fuzz {

/// Ends the process by abort, saying what does not hold.
void promise(bool holds, std::string_view what);

/// An error says something, and nothing in it reaches a terminal raw.
void promise_readable(const Error& error);
/// No control character but the line feed, nothing that turns or hides text, and UTF-8 throughout.
void promise_printable(std::string_view text);

}  // namespace trimtab::fuzz
