#pragma once

#include <string_view>

#include "core/cli/console.h"
#include "core/cli/exit_code.h"
#include "core/support/error.h"

namespace trimtab {

/// Shows the error with its consequence and gives its exit status.
[[nodiscard]] int give_up(const Console& console, const Error& error,
                          std::string_view consequence = "nothing was changed");

}  // namespace trimtab
