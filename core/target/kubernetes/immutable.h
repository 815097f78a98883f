#pragma once

#include <string>

#include "core/model/value.h"

namespace trimtab {

/// Why an object cannot become this manifest in place: "spec.selector cannot be changed", "it would shrink from 10Gi to
/// 5Gi". Empty when it can. Knows what the server refuses of the built-in kinds.
[[nodiscard]] std::string immutable_change(const Value& manifest, const Value& live);

/// Whether a stateful set that is made anew may leave its pods running: they are found again by what finds them now.
[[nodiscard]] bool keeps_its_pods(const Value& before, const Value& manifest);

}  // namespace trimtab
