#include "core/support/error.h"

#include <array>
#include <cstring>
#include <ranges>

namespace trimtab {

std::string Error::message() const {
  std::string text;
  for (const std::string& step : std::views::reverse(trail)) text += step + ": ";
  return text + (diagnostics.empty() ? "unknown error" : diagnostics.front().what);
}

std::unexpected<Error> fail(Errc code, std::string id, std::string what, std::string next) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(id);
  diagnostic.what = std::move(what);
  diagnostic.next = std::move(next);
  return fail(code, std::move(diagnostic));
}

std::unexpected<Error> fail(Errc code, Diagnostic diagnostic) {
  std::vector<Diagnostic> diagnostics;
  diagnostics.push_back(std::move(diagnostic));
  return fail(code, std::move(diagnostics));
}

std::unexpected<Error> fail(Errc code, std::vector<Diagnostic> diagnostics) {
  return std::unexpected(Error{code, std::move(diagnostics), {}});
}

Error within(std::string step, Error error) {
  error.trail.push_back(std::move(step));
  return error;
}

std::string errno_text(int number) {
  std::array<char, 256> buffer{};
  // GNU strerror_r: returns the text, which may or may not be in the buffer.
  return strerror_r(number, buffer.data(), buffer.size());
}

}  // namespace trimtab
