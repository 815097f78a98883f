#pragma once

#include <exception>
#include <string>
#include <utility>

#include <trimtab/json.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// A message to the user about one component. The engine adds file, line and column.
class Diagnostic {
 public:
  /// Stops the plan.
  static Diagnostic error(std::string code, std::string what) { return {"error", std::move(code), std::move(what)}; }
  static Diagnostic warning(std::string code, std::string what) {
    return {"warning", std::move(code), std::move(what)};
  }
  static Diagnostic note(std::string code, std::string what) { return {"note", std::move(code), std::move(what)}; }

  /// JSON pointer into the component's spec: what the message is about.
  Diagnostic& at(std::string pointer) { return set("at", std::move(pointer)); }
  /// A few words beside the caret.
  Diagnostic& label(std::string text) { return set("label", std::move(text)); }
  /// An observed fact. May be called more than once.
  Diagnostic& why(std::string fact) {
    json_["why"].push_back(std::move(fact));
    return *this;
  }
  /// One command or edit, ready to paste.
  Diagnostic& next(std::string step) { return set("next", std::move(step)); }

  [[nodiscard]] const Json& json() const { return json_; }

 private:
  Diagnostic(const char* severity, std::string code, std::string what)
      : json_{{"severity", severity}, {"code", std::move(code)}, {"what", std::move(what)}} {}
  Diagnostic& set(const char* member, std::string value) {
    json_[member] = std::move(value);
    return *this;
  }
  Json json_;
};

/// Thrown by `ask` or `expand` when a component cannot go on: its diagnostic is shown, other components are still done.
class Problem : public std::exception {
 public:
  explicit Problem(Diagnostic diagnostic)
      : diagnostic_(std::move(diagnostic)), what_(diagnostic_.json().at("what").get<std::string>()) {}
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }
  [[nodiscard]] const Diagnostic& diagnostic() const { return diagnostic_; }

 private:
  Diagnostic diagnostic_;
  std::string what_;
};

}  // namespace sdk_v1
}  // namespace trimtab
