#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/model/value.h"

namespace trimtab {

/// What an unquoted text is in YAML 1.2's core schema.
enum class Plain { null, boolean, integer, number, text };

struct PlainReading {
  Plain type = Plain::text;
  Value value;  ///< unset for text, and for numbers JSON cannot hold
  /// Set when YAML 1.1 readers, or people, take this text for something else: what it looks like.
  std::string_view looks_like;
  std::string meant;  ///< how that something else is written here: `true`, `8`
};

/// `.inf`, `.nan` and integers past 64 bits are numbers without a value.
[[nodiscard]] PlainReading read_plain(std::string_view text);

/// The text in double quotes, ready to paste into a spec.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace trimtab
