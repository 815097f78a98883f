#include "core/cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <iostream>

#include "core/event/diagnostic_text.h"

namespace trimtab {
namespace {

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody reads any more: the work goes on, its words are lost
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool wants_colour() {
  const char* none = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return (none == nullptr || *none == '\0') && term != nullptr && std::string_view(term) != "dumb";
}

}  // namespace

Console Console::of_process() {
  Console console;
  const bool result = ::isatty(STDOUT_FILENO) == 1;
  const bool message = ::isatty(STDERR_FILENO) == 1;
  const char* term = std::getenv("TERM");
  console.colour_result_ = result && wants_colour();
  console.colour_message_ = message && wants_colour();
  console.can_ask_ = message && ::isatty(STDIN_FILENO) == 1;
  console.live_ = message && term != nullptr && std::string_view(term) != "dumb";
  return console;
}

void Console::print(std::string_view text) const { write_all(STDOUT_FILENO, text); }
void Console::say(std::string_view text) const { write_all(STDERR_FILENO, text); }

void Console::show(const Error& error, std::string_view consequence) const {
  say(to_text(error, message_style(), consequence));
}

TerminalSize Console::size() {
  winsize window{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0) return {};
  return {window.ws_col, window.ws_row};
}

bool Console::confirm(std::string_view question) const {
  say(question);
  std::string answer;
  if (!std::getline(std::cin, answer)) {
    say("\n");
    return false;
  }
  return answer == "y" || answer == "yes";
}

Result<std::string> read_standard_input(std::size_t limit) {
  std::string text;
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return fail(Errc::unreachable, "E0101", "cannot read standard input: " + errno_text(errno));
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > limit) {
      return fail(Errc::invalid, "E0102", "standard input is larger than " + std::to_string(limit) + " bytes");
    }
  }
}

}  // namespace trimtab
