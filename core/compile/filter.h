#pragma once

#include <string>
#include <string_view>

#include "core/support/error.h"

namespace trimtab {

/// A known value as a reference's filter writes it: url, json, ini, base64, raw, or none. The same encodings that the
/// targets apply to secret values.
[[nodiscard]] Result<std::string> filtered(std::string_view text, std::string_view filter);

}  // namespace trimtab
