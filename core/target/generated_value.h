#pragma once

#include <string>
#include <string_view>

#include "core/model/value.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace trimtab {

/// A random text: {"length": 32, "alphabet": "alnum|hex|fernet|base64url"}. Fernet is 32 bytes in padded base64url,
/// whatever the length says.
[[nodiscard]] Result<std::string> generated_value(const Value& wanted, Random& random);

}  // namespace trimtab
