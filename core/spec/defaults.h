#pragma once

#include "core/model/value.h"
#include "core/spec/shape.h"

namespace trimtab {

/// What `over` says, and where it says nothing, what `base` says: maps merge, all else and one-of maps are whole.
[[nodiscard]] Value overlaid(const Shape& shape, Value base, const Value& over);

/// The `local` and `kubernetes` blocks that reach a value from outside: {"local": {…}, "kubernetes": {…}}.
/// Fills in a schema's defaults, and hands blocks down to what may have them; the nearest wins, key by key.
void fill_defaults(const Shape& shape, Value& value, const Value& blocks);

}  // namespace trimtab
