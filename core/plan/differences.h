#pragma once

#include <string>
#include <vector>

#include "core/model/plan.h"
#include "core/model/value.h"

namespace trimtab {

/// Every attribute in which two values differ, as deep as both are objects, or arrays of one length. Sorted by path.
[[nodiscard]] std::vector<Difference> differences(const Value& from, const Value& to, bool sensitive = false);
/// What stands at a JSON pointer, or null.
[[nodiscard]] const Value* value_at(const Value& value, std::string_view pointer);
/// "/workers/replicas" as people write it: "workers.replicas".
[[nodiscard]] std::string dotted(std::string_view pointer);
/// "300 -> 151", "+ 8796", "removed"; long or many-lined values are cut to what fits in `width` columns.
[[nodiscard]] std::string brief(const Difference& difference, std::size_t width = 48);

}  // namespace trimtab
