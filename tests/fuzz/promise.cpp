#include "tests/fuzz/promise.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "core/event/diagnostic_text.h"
#include "core/support/utf8.h"

namespace trimtab::fuzz {
namespace {

/// C0, C1, and what Unicode calls bidirectional controls, zero-width characters and line separators.
bool acts_on_terminals(char32_t c) {
  return (c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x061C || c == 0xFEFF;
}

}  // namespace

void promise(bool holds, std::string_view what) {
  if (holds) return;
  fmt::print(stderr, "a promise is broken: {}\n", what);
  std::abort();
}

void promise_readable(const Error& error) {
  promise(!error.diagnostics.empty() && !error.diagnostics.front().what.empty(), "an error says what is wrong");
  promise_printable(to_text(error, Style{}));
}

void promise_printable(std::string_view text) {
  while (!text.empty()) {
    const Decoded first = decode_first(text);
    promise(first.valid, "what is printed is UTF-8");
    promise(!acts_on_terminals(first.value), fmt::format("U+{:04X} is not printed raw", std::uint32_t{first.value}));
    text.remove_prefix(first.size);
  }
}

}  // namespace trimtab::fuzz
