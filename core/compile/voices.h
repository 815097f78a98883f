#pragma once

#include <vector>

#include "core/model/stack.h"
#include "core/plugin/messages.h"

namespace trimtab {

/// What plugins said, with the places a user can go to. Errors are kept apart: they stop the plan.
class Voices {
 public:
  explicit Voices(const Stack& stack) : stack_(stack) {}

  void hear(std::vector<ComponentDiagnostic> said);
  void add(Diagnostic error) { errors_.push_back(std::move(error)); }
  /// Every diagnostic of a failed call.
  void add(Error error);
  [[nodiscard]] bool failed() const { return !errors_.empty(); }
  [[nodiscard]] Status verdict() &&;
  [[nodiscard]] std::vector<Diagnostic> take_notes() { return std::move(notes_); }

 private:
  const Stack& stack_;
  Errc code_ = Errc::invalid;
  std::vector<Diagnostic> errors_;
  std::vector<Diagnostic> notes_;
};

}  // namespace trimtab
