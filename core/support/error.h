#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace trimtab {

/// What the caller can do about a failure. Exit codes and retries are chosen by this, never by message text.
enum class Errc {
  usage,        ///< the command line is wrong
  invalid,      ///< the spec, a plan file or a plugin's reply must be changed
  unreachable,  ///< the target or a file could not be read; trying again may help
  locked,       ///< another engine holds the stack
  stale,        ///< the world moved since the plan was made
  refused,      ///< a guard said no: protect, delete limit, adoption, rejected digest
  failed,       ///< an effect was tried and did not succeed
  incomplete,   ///< an undo did not finish
  interrupted,  ///< the user asked to stop
  internal,     ///< our bug
};

/// A place in text that a user wrote. `line` and `column` count from 1; `column` and `length` count code points.
struct Position {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t length = 1;
  /// The whole source line, so that a message never has to read the file a second time.
  std::string text;

  bool operator==(const Position&) const = default;
};

enum class Severity { error, warning, note };

/// One message to a user: what happened, where, why, and the next command to run.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string code;  ///< "E0112"; the first two digits name the area, see docs/errors.md
  std::string what;
  std::optional<Position> at;
  std::string label;             ///< beside the caret: `did you mean "replicas"?`
  std::vector<std::string> why;  ///< observed facts, one line each
  std::string next;              ///< one command or edit, ready to paste; may be empty

  bool operator==(const Diagnostic&) const = default;
};

/// A failure with at least one diagnostic. `trail` holds what was being done, outermost last.
struct Error {
  Errc code = Errc::internal;
  std::vector<Diagnostic> diagnostics;
  std::vector<std::string> trail;

  /// The first diagnostic's text with the trail in front: "apply db/config/my.cnf: open /x: permission denied".
  [[nodiscard]] std::string message() const;
};

template <class T>
using Result = std::expected<T, Error>;
using Status = Result<void>;

[[nodiscard]] std::unexpected<Error> fail(Errc code, std::string id, std::string what, std::string next = {});
[[nodiscard]] std::unexpected<Error> fail(Errc code, Diagnostic diagnostic);
[[nodiscard]] std::unexpected<Error> fail(Errc code, std::vector<Diagnostic> diagnostics);

/// Adds one step to the trail: `return std::unexpected(within("read /x", std::move(error)));`
[[nodiscard]] Error within(std::string step, Error error);

/// errno as text, safe to call from several threads.
[[nodiscard]] std::string errno_text(int number);

}  // namespace trimtab

#define TRIMTAB_CONCAT_INNER(a, b) a##b
#define TRIMTAB_CONCAT(a, b) TRIMTAB_CONCAT_INNER(a, b)

/// Declares `declaration` from a Result, or returns its error: `TRIMTAB_TRY(const Plan plan, make_plan(stack));`
#define TRIMTAB_TRY(declaration, expression)                                      \
  auto TRIMTAB_CONCAT(result_, __LINE__) = (expression);                          \
  if (!TRIMTAB_CONCAT(result_, __LINE__))                                         \
    return std::unexpected(std::move(TRIMTAB_CONCAT(result_, __LINE__)).error()); \
  declaration = std::move(*TRIMTAB_CONCAT(result_, __LINE__))

/// The same for a Status: returns its error, goes on otherwise.
#define TRIMTAB_CHECK(expression)                                                                \
  if (auto TRIMTAB_CONCAT(status_, __LINE__) = (expression); !TRIMTAB_CONCAT(status_, __LINE__)) \
  return std::unexpected(std::move(TRIMTAB_CONCAT(status_, __LINE__)).error())
