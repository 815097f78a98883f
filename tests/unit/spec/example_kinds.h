#pragma once

#include <vector>

#include "core/model/kind.h"

namespace trimtab::test {

/// Four kinds as their plugins might describe them: every mark that a schema can carry stands somewhere in them.
[[nodiscard]] const std::vector<Kind>& example_kinds();

}  // namespace trimtab::test
