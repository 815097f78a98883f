#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/event/sinks.h"
#include "core/support/error.h"
#include "core/support/style.h"

namespace trimtab {

/// The two streams of the process and what is known of the terminal behind them. Results go to standard output,
/// progress and errors to standard error.
class Console {
 public:
  /// Colour where a terminal is and neither NO_COLOR is set nor TERM is "dumb".
  static Console of_process();

  void print(std::string_view text) const;  ///< standard output
  void say(std::string_view text) const;    ///< standard error
  void show(const Error& error, std::string_view consequence) const;

  [[nodiscard]] Style result_style() const { return {colour_result_}; }
  [[nodiscard]] Style message_style() const { return {colour_message_}; }
  /// Someone can be asked: input and messages are a terminal.
  [[nodiscard]] bool can_ask() const { return can_ask_; }
  [[nodiscard]] bool live() const { return live_; }
  [[nodiscard]] static TerminalSize size();
  /// True only for a typed "y" or "yes".
  [[nodiscard]] bool confirm(std::string_view question) const;

 private:
  bool colour_result_ = false;
  bool colour_message_ = false;
  bool can_ask_ = false;
  bool live_ = false;  // messages go to a terminal that can move its cursor
};

/// All of standard input, at most `limit` bytes.
[[nodiscard]] Result<std::string> read_standard_input(std::size_t limit);

}  // namespace trimtab
