#pragma once

#include <string>
#include <string_view>

#include "core/support/error.h"

namespace trimtab {

/// A value made fit for the text it stands in, as a reference's filter says: url (percent-encoded but for unreserved
/// characters), json and ini (with the double quotes around them), base64; raw and none leave it as it is.
[[nodiscard]] Result<std::string> filtered(std::string_view value, std::string_view filter);

}  // namespace trimtab
