#include "core/event/diagnostic_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/support/text.h"

namespace trimtab {
namespace {

// A source line longer than this is shown around the caret only.
constexpr std::size_t longest_excerpt = 88;

std::string_view word(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

Colour colour_of(Severity severity) {
  switch (severity) {
    case Severity::error:
      return Colour::red;
    case Severity::warning:
      return Colour::yellow;
    case Severity::note:
      return Colour::blue;
  }
  return Colour::red;
}

struct Excerpt {
  std::string line;
  std::size_t caret = 0;  // columns before it
};

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Byte offset of a code point in valid or invalid UTF-8; the end when there are fewer.
std::size_t offset_of(std::string_view text, std::size_t code_points) {
  std::size_t at = 0;
  while (at < text.size() && code_points > 0) {
    do {
      ++at;
    } while (at < text.size() && continues(text[at]));
    --code_points;
  }
  return at;
}

Excerpt excerpt(const Position& at) {
  const std::size_t column = at.column == 0 ? 0 : at.column - 1;
  std::string before = printable(at.text.substr(0, offset_of(at.text, column)));
  std::string after = printable(at.text.substr(offset_of(at.text, column)));
  if (columns(before) > longest_excerpt / 2) before = "..." + before.substr(offset_of(before, columns(before) - 30));
  if (columns(after) > longest_excerpt) after = after.substr(0, offset_of(after, longest_excerpt / 2)) + "...";
  return {before + after, columns(before)};
}

std::string place(const Diagnostic& diagnostic, const Style& style) {
  const Position& at = *diagnostic.at;
  std::string text = fmt::format("  --> {}", printable(at.file));
  if (at.line > 0) text += fmt::format(":{}:{}", at.line, at.column);
  text += '\n';
  if (at.text.empty()) {
    if (!diagnostic.label.empty()) text += "   | " + printable(diagnostic.label) + '\n';
    return text;
  }
  const std::string number = std::to_string(at.line);
  const std::string margin(std::max<std::size_t>(number.size(), 2), ' ');
  const Excerpt shown = excerpt(at);
  const std::size_t room = columns(shown.line) > shown.caret ? columns(shown.line) - shown.caret : 1;
  const std::string carets(std::clamp<std::size_t>(at.length, 1, room), '^');
  text += fmt::format("{} |\n", margin);
  text += fmt::format("{:>{}} | {}\n", number, margin.size(), shown.line);
  text += fmt::format("{} | {}{}{}\n", margin, std::string(shown.caret, ' '),
                      style.paint(colour_of(diagnostic.severity), carets),
                      diagnostic.label.empty() ? "" : " " + printable(diagnostic.label));
  return text;
}

}  // namespace

std::string to_text(const Diagnostic& diagnostic, const Style& style, std::string_view consequence) {
  std::string head(word(diagnostic.severity));
  if (!diagnostic.code.empty()) head += "[" + diagnostic.code + "]";
  std::string text = style.paint(colour_of(diagnostic.severity), head) + ": " +
                     style.paint(Colour::bold, printable(diagnostic.what)) + '\n';
  if (diagnostic.at) text += place(diagnostic, style);
  for (const std::string& why : diagnostic.why) text += "  why: " + printable(why) + '\n';
  if (!consequence.empty()) text += fmt::format("  {}\n", consequence);
  if (!diagnostic.next.empty()) text += "  next: " + printable(diagnostic.next) + '\n';
  return text;
}

std::string to_text(const Error& error, const Style& style, std::string_view consequence) {
  std::string text;
  for (std::size_t i = 0; i < error.diagnostics.size(); ++i) {
    const bool last = i + 1 == error.diagnostics.size();
    Diagnostic diagnostic = error.diagnostics[i];
    for (const std::string& step : error.trail) diagnostic.what = step + ": " + diagnostic.what;
    if (i > 0) text += '\n';
    text += to_text(diagnostic, style, last ? consequence : std::string_view());
  }
  return text;
}

}  // namespace trimtab
