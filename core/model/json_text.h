#pragma once

#include <cstddef>
#include <string_view>

#include "core/model/value.h"
#include "core/support/error.h"

namespace trimtab {

struct JsonBudget {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t depth = 64;
  std::string_view passed_over = {};  ///< members of this name are checked as JSON and left out, wherever they stand
};

/// JSON without leniency: one value, UTF-8, no member twice, no integer outside int64, within the budget.
[[nodiscard]] Result<Value> parse_json(std::string_view text, const JsonBudget& budget = {});

}  // namespace trimtab
