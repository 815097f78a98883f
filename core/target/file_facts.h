#pragma once

#include "core/model/value.h"
#include "core/support/disk.h"

namespace trimtab {

/// Facts about the machine that plans, alike for every target: what a spec names lies here.

/// {"exists", "size", "digest"}, and "text" where the spec of the fact wants it.
[[nodiscard]] Result<Value> file_fact(const Disk& disk, const Value& spec);
/// {"exists", "digest", "files", "bytes"}
[[nodiscard]] Result<Value> tree_fact(const Disk& disk, const Value& spec);

}  // namespace trimtab
