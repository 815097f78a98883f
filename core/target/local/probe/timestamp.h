#pragma once

#include <optional>

#include "core/model/value.h"
#include "core/support/clock.h"

namespace trimtab {

/// A time as programs write it in JSON: RFC 3339 text ("2026-11-21T10:08:20.846836+00:00", a space for the T, no zone
/// for UTC) or seconds since 1970. Nothing when it is neither.
[[nodiscard]] std::optional<WallTime> timestamp_from(const Value& value);

}  // namespace trimtab
