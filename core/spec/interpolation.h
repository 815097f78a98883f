#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/value.h"
#include "core/support/error.h"

namespace trimtab {

/// `${component.output}`, `${env:NAME}` or `${file:PATH}` inside a text. `$${` stands for a literal `${`.
struct TextReference {
  enum class Kind { output, environment, file };
  Kind kind = Kind::output;
  std::string name;    ///< component, variable or path
  std::string output;  ///< of a component
  std::size_t offset = 0;
  std::size_t length = 0;
};

struct TextProblem {
  std::size_t offset = 0;
  std::size_t length = 0;
  std::string what;
};

/// A text cut at its references: what stands before each, and after the last. Literals are unescaped.
struct CutText {
  std::vector<std::string> literals;  ///< one more than references
  std::vector<TextReference> references;
};

[[nodiscard]] std::expected<CutText, TextProblem> cut_text(std::string_view text);

/// The text as it must be written to mean itself: `${` becomes `$${`.
[[nodiscard]] std::string escape_interpolation(std::string_view text);

/// In a Component's spec, texts still hold `${component.output}`, and `$${` for a literal `${`.
/// These two are how a reader of such a spec finds the references and gets rid of both.
struct OutputUse {
  std::string component;
  std::string output;
  std::string pointer;  ///< of the text it stands in

  bool operator==(const OutputUse&) const = default;
};

[[nodiscard]] std::vector<OutputUse> output_uses(const Value& spec);
using OutputText = std::function<Result<std::string>(const OutputUse&)>;
/// The spec with every reference replaced by what `text_of` says, and every escape undone.
[[nodiscard]] Result<Value> filled(const Value& spec, const OutputText& text_of);

}  // namespace trimtab
