#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace trimtab {

/// A regular expression of a schema (ECMA dialect, as draft-07 says). The few that stand on every resource are matched
/// by hand-written code: a hundred thousand resources are checked in a fraction of a second.
class Pattern {
 public:
  /// Throws std::regex_error for what is no expression.
  explicit Pattern(std::string expression);

  /// Texts above 4096 bytes do not match: the library's matcher recurses once per character.
  [[nodiscard]] bool matches(std::string_view text) const;
  [[nodiscard]] const std::string& expression() const { return expression_; }
  /// Whether hand-written code answers; tests compare it with the library.
  [[nodiscard]] bool is_known() const { return known_; }

 private:
  std::string expression_;
  bool known_ = false;
  std::function<bool(std::string_view)> match_;
};

}  // namespace trimtab
