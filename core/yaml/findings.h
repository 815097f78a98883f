#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/support/error.h"

namespace trimtab {

/// Everything that is wrong with a spec, gathered so that a user sees it in one go.
class Findings {
 public:
  void add(Diagnostic diagnostic);
  void add(Error error);
  void take(Findings other);
  /// What stands there is a secret: no message shows it.
  void hide(const Position& position) { hidden_.push_back(position); }

  [[nodiscard]] bool empty() const { return found_.empty(); }
  [[nodiscard]] std::size_t size() const { return found_.size(); }
  /// Sorted by file (in the order of `files`), line and column, each once.
  [[nodiscard]] Error error(std::span<const std::string> files) &&;

 private:
  void mask();
  std::vector<Diagnostic> found_;
  std::vector<Position> hidden_;
  std::size_t dropped_ = 0;
};

}  // namespace trimtab
